package dev.evenflow.platform.access;

import dev.evenflow.platform.PlatformException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/** Users and rights on a broker, as its administrator. Doing it again changes nothing. */
public final class BrokerUsers implements AutoCloseable {
    private static final int ITERATIONS = 4096;
    private static final long LIMIT_SECONDS = 20;

    private final Admin admin;

    public BrokerUsers(String bootstrap) {
        admin = Admin.create(
                Access.kafka(bootstrap, Map.of("default.api.timeout.ms", 20_000, "request.timeout.ms", 10_000)));
    }

    /** Everybody of these secrets, with the passwords in them and the rights that do not depend on a job. */
    public static void write(String bootstrap, Secrets secrets) {
        try (BrokerUsers users = new BrokerUsers(bootstrap)) {
            List<UserScramCredentialAlteration> passwords = Arrays.stream(Principal.values())
                    .map(principal -> (UserScramCredentialAlteration) new UserScramCredentialUpsertion(
                            principal.id(),
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                            secrets.kafkaPassword(principal)))
                    .toList();
            get("write users", users.admin.alterUserScramCredentials(passwords).all());
            List<AclBinding> rights = new ArrayList<>();
            for (Principal principal : Principal.values()) {
                StandingRights.of(principal).forEach(right -> rights.add(right.of(principal.id())));
            }
            get("write rights", users.admin.createAcls(rights).all());
        }
    }

    /** What the user may do already, it may do still: another job of the same principal may be running. */
    public void add(String user, Collection<Right> rights) {
        Collection<AclBinding> present = of(user);
        get(
                "add rights of " + user,
                admin.createAcls(rights.stream()
                                .map(right -> right.of(user))
                                .filter(each -> !present.contains(each))
                                .toList())
                        .all());
    }

    /** Makes these the user's rights: what is missing is added, others are taken away. */
    public void replace(String user, Collection<Right> rights) {
        List<AclBinding> wanted = rights.stream().map(right -> right.of(user)).toList();
        Collection<AclBinding> present = of(user);
        add(user, rights);
        get(
                "take away rights of " + user,
                admin.deleteAcls(present.stream()
                                .filter(each -> !wanted.contains(each))
                                .map(AclBinding::toFilter)
                                .toList())
                        .all());
    }

    /** What the broker says the user may do. */
    public Collection<AclBinding> of(String user) {
        return get(
                "list rights of " + user,
                admin.describeAcls(new AclBindingFilter(
                                ResourcePatternFilter.ANY,
                                new AccessControlEntryFilter(
                                        "User:" + user, null, AclOperation.ANY, AclPermissionType.ANY)))
                        .values());
    }

    private static <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new PlatformException("cannot " + what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new PlatformException("cannot " + what + ": the broker did not answer in " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
