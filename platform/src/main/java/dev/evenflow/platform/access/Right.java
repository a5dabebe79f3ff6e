package dev.evenflow.platform.access;

import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One thing that somebody may do on the broker. To read or write something implies to see it.
 *
 * @param name of the resource, or what it begins with where the pattern is PREFIXED
 */
public record Right(AclOperation operation, ResourceType type, PatternType pattern, String name)
        implements Comparable<Right> {

    static Right read(String topic) {
        return new Right(AclOperation.READ, ResourceType.TOPIC, PatternType.LITERAL, topic);
    }

    static Right readAll(String prefix) {
        return new Right(AclOperation.READ, ResourceType.TOPIC, PatternType.PREFIXED, prefix);
    }

    static Right write(String topic) {
        return new Right(AclOperation.WRITE, ResourceType.TOPIC, PatternType.LITERAL, topic);
    }

    /** To commit offsets of a consumer group. */
    static Right group(String group) {
        return new Right(AclOperation.READ, ResourceType.GROUP, PatternType.LITERAL, group);
    }

    /** To write transactions whose ids begin so. */
    static Right transactions(String prefix) {
        return new Right(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, prefix);
    }

    public AclBinding of(String user) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    /** As an argument list of Kafka's own tool: {@code kafka-acls.sh --bootstrap-server … --command-config … THIS}. */
    public String command(String user) {
        String resource =
                switch (type) {
                    case TOPIC -> "--topic";
                    case GROUP -> "--group";
                    default -> "--transactional-id";
                };
        return String.format(
                Locale.ROOT,
                "--add --allow-principal User:%s --operation %s %s %s%s",
                user,
                operation == AclOperation.READ ? "Read" : "Write",
                resource,
                name,
                pattern == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
    }

    @Override
    public int compareTo(Right other) {
        int byType = type.compareTo(other.type);
        int byOperation = byType != 0 ? byType : operation.compareTo(other.operation);
        return byOperation != 0 ? byOperation : name.compareTo(other.name);
    }
}
