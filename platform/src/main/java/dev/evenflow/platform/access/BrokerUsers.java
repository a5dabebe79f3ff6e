package dev.evenflow.platform.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/** Users and rights on a broker, as its administrator. Doing it again changes nothing. */
public final class BrokerUsers implements AutoCloseable {
    private static final int ITERATIONS = 4096;

    private final BrokerAdmin admin;

    public BrokerUsers(String bootstrap) {
        admin = new BrokerAdmin(bootstrap);
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
            users.admin.get("write users", admin -> admin.alterUserScramCredentials(passwords)
                    .all());
            List<AclBinding> rights = new ArrayList<>();
            for (Principal principal : Principal.values()) {
                StandingRights.of(principal).forEach(right -> rights.add(right.of(principal.id())));
            }
            users.admin.get("write rights", admin -> admin.createAcls(rights).all());
        }
    }

    /** What the user may do already, it may do still: another job of the same principal may be running. */
    public void add(String user, Collection<Right> rights) {
        Collection<AclBinding> present = of(user);
        admin.get("add rights of " + user, client -> client.createAcls(rights.stream()
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
        admin.get("take away rights of " + user, client -> client.deleteAcls(present.stream()
                        .filter(each -> !wanted.contains(each))
                        .map(AclBinding::toFilter)
                        .toList())
                .all());
    }

    /** What the broker says the user may do. */
    public Collection<AclBinding> of(String user) {
        return admin.get("list rights of " + user, client -> client.describeAcls(new AclBindingFilter(
                        ResourcePatternFilter.ANY,
                        new AccessControlEntryFilter("User:" + user, null, AclOperation.ANY, AclPermissionType.ANY)))
                .values());
    }

    @Override
    public void close() {
        admin.close();
    }
}
