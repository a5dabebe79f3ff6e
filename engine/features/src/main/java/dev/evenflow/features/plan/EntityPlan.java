package dev.evenflow.features.plan;

import dev.evenflow.features.kernel.EntityKernel;
import dev.evenflow.features.kernel.ProgramBuilder;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import java.util.List;

/** One entity of a plan: by which slot its events are keyed, and which slots it fills. */
public final class EntityPlan {
    private final int index;
    private final EntitySpec spec;
    private final RowLayout layout;
    private final ProgramBuilder.Inputs inputs;
    private final Slot keySlot;
    private final List<Slot> featureSlots;

    EntityPlan(int index, EntitySpec spec, RowLayout layout, ProgramBuilder.Inputs inputs) {
        this.index = index;
        this.spec = spec;
        this.layout = layout;
        this.inputs = inputs;
        this.keySlot = layout.slot(spec.key());
        this.featureSlots = spec.features().stream().map(inputs::output).toList();
    }

    /** Place among the entities' names, from 0; a correction carries it. */
    public int index() {
        return index;
    }

    public String name() {
        return spec.name();
    }

    /** TEXT slot of the key; a row where it is null passes the entity without features. */
    public Slot keySlot() {
        return keySlot;
    }

    public List<Slot> featureSlots() {
        return featureSlots;
    }

    /** Whether labels have to reach this entity. */
    public boolean hasLabelFeatures() {
        return spec.features().stream().anyMatch(feature -> feature.label() != null);
    }

    /** @param slackMs how far events may come out of order, 0 for never */
    public EntityKernel kernel(long slackMs) {
        return new EntityKernel(ProgramBuilder.build(spec, inputs, layout, slackMs), layout, index);
    }
}
