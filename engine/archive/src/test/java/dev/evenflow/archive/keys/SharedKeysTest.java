package dev.evenflow.archive.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several stores on the same file, as several tasks and commands have them. */
class SharedKeysTest {
    private static final int SUBJECTS = 300;

    @TempDir
    Path directory;

    @Test
    void allWritersAgreeOnOneKeyForEachSubject() throws Exception {
        Map<String, Set<String>> secrets = new ConcurrentHashMap<>();
        KeyFiles files = new KeyFiles(directory);
        inParallel(4, writer -> {
            // Each opens by itself: the file is made in competition, too.
            try (SqliteKeyStore store = files.open()) {
                for (int i = 0; i < SUBJECTS; i++) {
                    String subject = "subject-" + (i * 7 + writer * 31) % SUBJECTS;
                    SubjectKey key = store.keyOf(subject);
                    secrets.computeIfAbsent(subject, s -> ConcurrentHashMap.newKeySet())
                            .add(key.name() + HexFormat.of().formatHex(key.secret()));
                }
            }
            return true;
        });
        assertThat(secrets).hasSize(SUBJECTS);
        assertThat(secrets.values()).allSatisfy(seen -> assertThat(seen).hasSize(1));
    }

    @Test
    void keysAreMadeWhileOthersAreDestroyed() throws Exception {
        KeyFiles files = new KeyFiles(directory);
        try (SqliteKeyStore first = files.open();
                SqliteKeyStore second = files.open()) {
            for (int i = 0; i < 50; i++) first.keyOf("leaving-" + i);
            List<SubjectKey> made = new ArrayList<>();
            inParallel(2, worker -> {
                if (worker == 0) {
                    for (int i = 0; i < SUBJECTS; i++) made.add(first.keyOf("staying-" + i));
                } else {
                    for (int i = 0; i < 50; i++)
                        assertThat(second.destroy("leaving-" + i)).isPresent();
                }
                return true;
            });
            for (SubjectKey key : made)
                assertThat(second.findByName(key.name()).orElseThrow().secret()).isEqualTo(key.secret());
            for (int i = 0; i < 50; i++)
                assertThat(first.findBySubject("leaving-" + i)).isEmpty();
            assertThat(first.epoch()).isEqualTo(second.epoch());
        }
    }

    /** SQLite refuses a second checkpoint at once, without the patience it has for readers. */
    @Test
    void aDestructionWaitsForAnothersCheckpoint() throws Exception {
        KeyFiles files = new KeyFiles(directory);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (SqliteKeyStore store = files.open()) {
            store.keyOf("leaving");
            Process other = KeyProcess.inCheckpoint(files.store());
            try (BufferedReader says = other.inputReader()) {
                assertThat(says.readLine()).isEqualTo("true");
                Future<Optional<Destruction>> destroyed = thread.submit(() -> store.destroy("leaving"));
                assertThatThrownBy(() -> destroyed.get(300, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                other.outputWriter().close();
                assertThat(destroyed.get(60, TimeUnit.SECONDS)).isPresent();
            } finally {
                other.destroyForcibly();
            }
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void processesAgreeAndAKilledOneLeavesAStoreThatWorks() throws Exception {
        KeyFiles files = new KeyFiles(directory);
        Process whole = KeyProcess.start(directory, SUBJECTS);
        Process killed = KeyProcess.start(directory, 1_000_000);
        List<String> ofKilled = new ArrayList<>();
        List<String> ofWhole;
        try (BufferedReader first = whole.inputReader();
                BufferedReader second = killed.inputReader()) {
            while (ofKilled.size() < 2 * SUBJECTS) ofKilled.add(second.readLine());
            killed.destroyForcibly().waitFor();
            ofWhole = first.lines().toList();
            assertThat(whole.waitFor()).isZero();
        } finally {
            whole.destroyForcibly();
            killed.destroyForcibly();
        }
        assertThat(ofWhole).hasSize(SUBJECTS).isEqualTo(ofKilled.subList(0, SUBJECTS));
        try (SqliteKeyStore store = files.open()) {
            for (int i = 0; i < ofKilled.size(); i++)
                assertThat(KeyProcess.line(
                                i, store.findBySubject("subject-" + i).orElseThrow()))
                        .isEqualTo(ofKilled.get(i));
            assertThat(store.destroy("subject-0")).isPresent();
        }
    }

    @Test
    void aCacheForgetsWhatAnotherStoreDestroyed() {
        KeyFiles files = new KeyFiles(directory);
        try (SqliteKeyStore job = files.open();
                SqliteKeyStore command = files.open()) {
            CachedKeys cached = new CachedKeys(job, 2);
            SubjectKey key = cached.keyOf("anna");
            assertThat(cached.keyOf("anna")).isSameAs(key);
            assertThat(cached.findByName(key.name()).orElseThrow().secret()).isEqualTo(key.secret());
            command.destroy("anna");
            assertThat(cached.findByName(key.name())).isEmpty();
            assertThat(cached.keyOf("anna").name()).isNotEqualTo(key.name());
        }
    }

    @Test
    void aCacheKeepsTheKeysUsedLast() {
        try (SqliteKeyStore store = new KeyFiles(directory).open()) {
            CachedKeys cached = new CachedKeys(store, 2);
            SubjectKey anna = cached.keyOf("anna");
            SubjectKey ben = cached.keyOf("ben");
            assertThat(cached.keyOf("anna")).isSameAs(anna);
            cached.keyOf("carl");
            assertThat(cached.keyOf("anna")).isSameAs(anna);
            assertThat(cached.keyOf("ben")).isNotSameAs(ben).hasFieldOrPropertyWithValue("name", ben.name());
        }
    }

    private interface Worker {
        boolean run(int worker) throws Exception;
    }

    private static void inParallel(int workers, Worker worker) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Callable<Boolean>> work = IntStream.range(0, workers)
                    .<Callable<Boolean>>mapToObj(w -> () -> worker.run(w))
                    .toList();
            for (Future<Boolean> done : threads.invokeAll(work))
                assertThat(done.get()).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }
}
