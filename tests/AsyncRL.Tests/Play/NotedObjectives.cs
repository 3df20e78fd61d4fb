using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Play;

/// <summary>The program's objectives, which look at every row's note before they learn from it: one of each kind.</summary>
internal static class NotedObjectives
{
    public sealed class Segment : SegmentObjective
    {
        private readonly AdvantageActorCritic learning =
            new(new CategoricalPolicy(2), gamma: 0.97f, lambda: 0.95f, beta: 0.01f, valueCoefficient: 0.5f);

        public override IReadOnlyList<Head> Heads => learning.Heads;

        public override PolicyKind Policy => learning.Policy;

        public override IReadOnlyList<LossTerm> Losses => learning.Losses;

        public override IReadOnlyList<Column> Columns { get; } =
            [Column.Values, Column.FinalValues, Column.Advantages, Column.Returns, NotingPolicy.Noted];

        public override float StateValue(Model model, int slot, Rollout rollout) => learning.StateValue(model, slot, rollout);

        public override LossSums WriteGradients(Rollout rollout, Model model)
        {
            NotingPolicy.Check(rollout, model.Network);
            return learning.WriteGradients(rollout, model);
        }
    }

    public sealed class Targeted : TargetedObjective
    {
        private readonly NStepQ learning = new(new Discrete(2), gamma: 0.97f);

        public override IReadOnlyList<Head> Heads => learning.Heads;

        public override PolicyKind Policy => learning.Policy;

        public override IReadOnlyList<LossTerm> Losses => learning.Losses;

        public override IReadOnlyList<Column> Columns { get; } =
            [Column.Values, Column.FinalValues, Column.Returns, NotingPolicy.Noted];

        public override float StateValue(Model model, int slot, Rollout rollout) => learning.StateValue(model, slot, rollout);

        public override LossSums WriteGradients(Rollout rollout, Model model)
        {
            NotingPolicy.Check(rollout, model.Network);
            return learning.WriteGradients(rollout, model);
        }
    }

    public sealed class Minibatch : MinibatchObjective
    {
        private readonly ClippedPolicy learning = new(
            new CategoricalPolicy(2), gamma: 0.97f, lambda: 0.95f, entropyCoefficient: 0.01f, valueCoefficient: 0.5f,
            new PpoOptions { NEpochs = 2, MinibatchSize = 13 });

        public override IReadOnlyList<Head> Heads => learning.Heads;

        public override PolicyKind Policy => learning.Policy;

        public override IReadOnlyList<LossTerm> Losses => learning.Losses;

        public override IReadOnlyList<Column> Columns => [.. learning.Columns, NotingPolicy.Noted];

        public override int Epochs => learning.Epochs;

        public override int MinibatchSize => learning.MinibatchSize;

        public override Column<float>? Standardized => learning.Standardized;

        public override bool EndsEpochs(in LossSums minibatch) => learning.EndsEpochs(minibatch);

        public override ExplainedVariance Prepare(Rollout rollout, Model model) => learning.Prepare(rollout, model);

        public override float StateValue(Model model, int slot, Rollout rollout) => learning.StateValue(model, slot, rollout);

        public override LossSums WriteGradients(Rollout rollout, Model model)
        {
            NotingPolicy.Check(rollout, model.Network);
            return learning.WriteGradients(rollout, model);
        }
    }

    public sealed class Trajectory : TrajectoryObjective
    {
        private readonly VTrace learning = new(
            new CategoricalPolicy(2), gamma: 0.97f, lambda: 1f, beta: 0.01f, valueCoefficient: 0.5f, rhoBar: 1f, cBar: 1f,
            corrects: true);

        public override IReadOnlyList<Head> Heads => learning.Heads;

        public override PolicyKind Policy => learning.Policy;

        public override IReadOnlyList<LossTerm> Losses => learning.Losses;

        public override IReadOnlyList<Column> Columns => [.. learning.Columns, NotingPolicy.Noted];

        public override void NoteBehaviour(Rollout rollout, Network network) => learning.NoteBehaviour(rollout, network);

        public override float StateValue(Model model, int slot, Rollout rollout) => learning.StateValue(model, slot, rollout);

        public override LossSums WriteGradients(Rollout rollout, Model model)
        {
            NotingPolicy.Check(rollout, model.Network);
            return learning.WriteGradients(rollout, model);
        }
    }

    public sealed class Replayed : ReplayObjective
    {
        private readonly DeepQ learning = new(new Discrete(2), doubleQ: true, dueling: false, huber: true);

        public override IReadOnlyList<Head> Heads => learning.Heads;

        public override PolicyKind Policy => learning.Policy;

        public override IReadOnlyList<LossTerm> Losses => learning.Losses;

        public override IReadOnlyList<Column> Columns => [.. learning.Columns, NotingPolicy.Noted];

        public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
        {
            NotingPolicy.Check(batch, model.Network);
            return learning.Learn(batch, model, target, update, random);
        }
    }
}
