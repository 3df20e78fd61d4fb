using AsyncRL;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;

namespace OwnAlgorithm.Tests;

/// <summary>What the replay learner promises about a draw, seen by an objective that looks and learns nothing.</summary>
public sealed class ReplayDrawTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FirstAndNextStatesLieInBothModelsWithTheirLegalActions(bool prioritized)
    {
        var probe = new Probe();
        var options = new TrainingOptions
        {
            Steps = 4_000, Deterministic = true,
            Network = new() { Hidden = [4] }, Evaluation = new() { Episodes = 0 },
            Replay = new() { LearningStarts = 50, Prioritized = prioritized, BatchSize = 32, Capacity = 500 },
        };
        new TrainingRun(probe, "Stepladder", () => new Stepladder(), options).Run();
        Assert.Equal(988, probe.Looked.Draws);
        Assert.True(probe.Looked.Terminal > 500 && probe.Looked.Going > 1_000, $"{probe.Looked.Terminal} ends say little");
    }

    [Algorithm("probe", "Looks at draws.")]
    private sealed class Probe : Algorithm
    {
        public Look Looked { get; } = new();

        public override IReadOnlyList<string> Reads => ["replay.*", "target_interval"];

        public override AgentDesign Design(AlgorithmContext context) => AgentDesign.For(
            Looked,
            (environments, random) => new EpsilonGreedy([1], [1], 0, environments, random),
            parts => ReplayLearner.Create(parts, Looked));
    }

    private sealed class Look : ReplayObjective
    {
        public int Draws { get; private set; }

        public int Terminal { get; private set; }

        public int Going { get; private set; }

        public override IReadOnlyList<Head> Heads { get; } = [new Head("q", Stepladder.Rungs)];

        public override PolicyKind Policy => PolicyKind.ActionValues;

        public override IReadOnlyList<LossTerm> Losses => [];

        public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
        {
            Assert.Equal(Draws++, update);
            int rows = batch.Rows;
            for (int i = 0; i < rows; i++)
            {
                int first = Rung(model, target, i), next = Rung(model, target, rows + i);
                AssertAllows(batch, i, first);
                Assert.InRange(batch.Actions[i], 0, first);
                if (batch[Column.Discounts][i] == 0f)
                {
                    Terminal++;
                    Assert.DoesNotContain(false, batch.Legal(rows + i).ToArray());
                }
                else
                {
                    Going++;
                    Assert.Equal(batch.Actions[i] + 1, next);
                    AssertAllows(batch, rows + i, next);
                }
            }

            model.Network.Forward(0, rows);
            for (int i = 0; i < rows; i++)
            {
                model.Network.OutputGradient(i, 0).Clear();
            }

            model.Network.Backward(0, rows);
            return new LossSums(rows);
        }

        // Both models show the same one-hot rung.
        private static int Rung(Model model, Model target, int slot)
        {
            float[] seen = model.Network.Input(slot).ToArray();
            Assert.Equal(seen, target.Network.Input(slot).ToArray());
            return Array.IndexOf(seen, 1f);
        }

        // Action k is legal from rung k on.
        private static void AssertAllows(Rollout batch, int slot, int rung) =>
            Assert.Equal(Enumerable.Range(0, Stepladder.Rungs).Select(a => a <= rung), batch.Legal(slot).ToArray());
    }
}
