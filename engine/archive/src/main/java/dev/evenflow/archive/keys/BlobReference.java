package dev.evenflow.archive.keys;

/** That rows of a subject need a large content. However many rows there are, it counts once. */
public record BlobReference(String address, String subjectKeyName) {}
