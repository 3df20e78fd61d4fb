using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Racing;

/// <summary>
/// Objectives of two networks without hidden layers, whose inputs are all 1: all elements of a gradient are <see
/// cref="JointUpdateRace.Gradient"/> of the update times the rows.
/// </summary>
internal static class WholeNumbers
{
    private static readonly ModelDescription Model =
        new([new NetworkPart("first", JointUpdateRace.Network), new NetworkPart("second", JointUpdateRace.Network)], []);

    private static void Write(Network network, int rows, int gradient)
    {
        for (int i = 0; i < rows; i++)
        {
            network.Input(i).Fill(1f);
            network.OutputGradient(i, 0).Fill(gradient);
            network.OutputGradient(i, 1).Fill(gradient);
        }
    }

    /// <summary>Shows nothing; its episodes last ten steps.</summary>
    public sealed class World() : DiscreteEnvironment(new Box(-1f, 1f, 4096), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            observation.Clear();
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation.Clear();
            return new StepResult(0, Terminated: ++steps == 10);
        }
    }

    public sealed class Replayed : ReplayObjective
    {
        public override IReadOnlyList<Head> Heads => JointUpdateRace.Network.Heads;

        public override PolicyKind Policy => PolicyKind.Categorical;

        public override IReadOnlyList<LossTerm> Losses => [];

        public override ModelDescription CreateModel(NetworkFactory networks) => Model;

        public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
        {
            batch[Column.Advantages].Clear();
            foreach (string part in (string[])["first", "second"])
            {
                Write(model[part], batch.Rows, JointUpdateRace.Gradient(update));
                model[part].Backward(0, batch.Rows);
            }

            return new LossSums(batch.Rows);
        }
    }

    public sealed class Segment : SegmentObjective
    {
        private readonly Dictionary<Rollout, int> updates = [];

        public override IReadOnlyList<Head> Heads => JointUpdateRace.Network.Heads;

        public override PolicyKind Policy => PolicyKind.Categorical;

        public override IReadOnlyList<LossTerm> Losses => [];

        public override ModelDescription CreateModel(NetworkFactory networks) => Model;

        public override float StateValue(Model model, int slot, Rollout rollout) => 0;

        // The caller does the backward pass of the first network.
        public override LossSums WriteGradients(Rollout rollout, Model model)
        {
            int update;
            lock (updates)
            {
                update = updates.GetValueOrDefault(rollout);
                updates[rollout] = update + 1;
            }

            Write(model["first"], rollout.Rows, JointUpdateRace.Gradient(update));
            Write(model["second"], rollout.Rows, JointUpdateRace.Gradient(update));
            model["second"].Backward(0, rollout.Rows);
            return new LossSums(rollout.Rows);
        }
    }
}
