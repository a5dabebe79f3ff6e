/** Who may do what on the platform, and with which credentials: certificates, passwords, rights. */
@NullMarked
package dev.evenflow.platform.access;

import org.jspecify.annotations.NullMarked;
