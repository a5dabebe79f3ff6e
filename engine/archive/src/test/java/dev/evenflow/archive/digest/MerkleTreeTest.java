package dev.evenflow.archive.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MerkleTreeTest {
    /** RFC 6962, 2.1, word for word. */
    private static byte[] naive(List<byte[]> rows) {
        if (rows.isEmpty()) return Digests.sha256(new byte[0]);
        if (rows.size() == 1) return Digests.sha256(concat(new byte[] {0}, rows.get(0)));
        int split = 1;
        while (split * 2 < rows.size()) split *= 2;
        return Digests.sha256(
                concat(new byte[] {1}, naive(rows.subList(0, split)), naive(rows.subList(split, rows.size()))));
    }

    private static byte[] concat(byte[]... parts) {
        byte[] whole =
                new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static byte[] root(List<byte[]> rows) {
        MerkleTree tree = new MerkleTree();
        rows.forEach(tree::append);
        assertThat(tree.size()).isEqualTo(rows.size());
        return tree.root();
    }

    private static List<byte[]> rows(List<Integer> seeds) {
        List<byte[]> rows = new ArrayList<>();
        for (int seed : seeds) rows.add(Digests.sha256(new byte[] {(byte) seed, (byte) (seed >> 8)}));
        return rows;
    }

    @Property
    void theRootIsThatOfTheDefinition(@ForAll @Size(max = 70) List<Integer> seeds) {
        assertThat(root(rows(seeds))).isEqualTo(naive(rows(seeds)));
    }

    @Property
    void anyAlteredMissingOrMovedRowChangesTheRoot(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 65_535) Integer> seeds, @ForAll int any) {
        List<byte[]> rows = rows(seeds);
        byte[] root = root(rows);
        int at = Math.floorMod(any, rows.size());

        List<byte[]> altered = new ArrayList<>(rows);
        altered.set(at, rows.get(at).clone());
        altered.get(at)[Math.floorMod(any, Digests.LENGTH)] ^= 1;
        assertThat(root(altered)).isNotEqualTo(root);

        List<byte[]> missing = new ArrayList<>(rows);
        missing.remove(at);
        assertThat(root(missing)).isNotEqualTo(root);

        List<byte[]> twice = new ArrayList<>(rows);
        twice.add(rows.get(at));
        assertThat(root(twice)).isNotEqualTo(root);

        List<byte[]> moved = new ArrayList<>(rows);
        moved.add(moved.remove(0));
        if (!Arrays.deepEquals(moved.toArray(), rows.toArray()))
            assertThat(root(moved)).isNotEqualTo(root);
    }

    @Example
    void theRootCanBeAskedForAtAnyTime() {
        MerkleTree tree = new MerkleTree();
        List<byte[]> rows = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            assertThat(tree.root()).isEqualTo(naive(rows));
            byte[] row = Digests.sha256(new byte[] {(byte) i});
            rows.add(row);
            assertThat(tree.append(row)).isEqualTo(Digests.sha256(concat(new byte[] {0}, row)));
        }
    }

    /** Roots over the test leaves of the certificate-transparency code, as published with it. */
    @Example
    void theRootsAreThoseOfCertificateTransparency() {
        List<byte[]> leaves = new ArrayList<>();
        for (String hex : List.of(
                "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"))
            leaves.add(Digests.fromHex(hex));
        assertThat(Digests.hex(root(List.of())))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Digests.hex(root(leaves.subList(0, 1))))
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(Digests.hex(root(leaves.subList(0, 3))))
                .isEqualTo("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
        assertThat(Digests.hex(root(leaves)))
                .isEqualTo("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    @Example
    void digestsAreThoseOfTheStandards() {
        assertThat(Digests.hex(Digests.sha256("abc".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // RFC 4231, test case 2
        assertThat(Digests.hex(Digests.hmac(
                        "Jefe".getBytes(StandardCharsets.UTF_8),
                        "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
