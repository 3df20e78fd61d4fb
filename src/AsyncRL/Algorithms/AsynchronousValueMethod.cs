using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>A value method x asynchronous actors, whose environments each explore with an epsilon of their own.</summary>
internal abstract class AsynchronousValueMethod : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => [.. CommonReads.Asynchronous, "target_interval", "exploration.*"];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => [CountBonuses.Options];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        ExplorationOptions exploration = context.Options.Exploration;
        TargetedObjective objective = CreateObjective(context.ActionSpace, (float)context.Options.Gamma);
        return AgentDesign.For(
            objective,
            (environments, random) => new EpsilonGreedy(
                exploration.FinalEpsilons, exploration.FinalEpsilonProbabilities, exploration.AnnealSteps, environments, random),
            parts => AsynchronousActors.Create(parts, objective))
            .WithCountBonus(context.Options);
    }

    /// <summary>Makes the objective.</summary>
    /// <param name="actionSpace">The action space.</param>
    /// <param name="gamma">Discount.</param>
    protected abstract TargetedObjective CreateObjective(Space actionSpace, float gamma);
}
