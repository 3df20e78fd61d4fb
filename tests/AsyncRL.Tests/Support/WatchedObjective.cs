using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Support;

/// <summary>An objective that a test may disturb: on the thread that learns, before and after it does.</summary>
/// <param name="inner">The objective.</param>
/// <param name="before">Given the thread's share, the model and the number of the update; null for nothing.</param>
/// <param name="after">The same; null for nothing.</param>
internal sealed class WatchedObjective(
    ReplayObjective inner, Action<Rollout, Model, long>? before = null, Action<Rollout, Model, long>? after = null)
    : ReplayObjective
{
    public override IReadOnlyList<Head> Heads => inner.Heads;

    public override PolicyKind Policy => inner.Policy;

    public override IReadOnlyList<LossTerm> Losses => inner.Losses;

    public override IReadOnlyList<Column> Columns { get; } = inner.Columns;

    public override ModelDescription CreateModel(NetworkFactory networks) => inner.CreateModel(networks);

    public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
    {
        before?.Invoke(batch, model, update);
        LossSums sums = inner.Learn(batch, model, target, update, random);
        after?.Invoke(batch, model, update);
        return sums;
    }
}
