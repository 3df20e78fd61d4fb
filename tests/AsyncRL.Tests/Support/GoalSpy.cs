using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;

namespace AsyncRL.Tests.Support;

/// <summary>
/// Learns nothing, but looks at every draw of bit flipping: whatever the goal, both states, the reward and the end have
/// to be those of one step towards it.
/// </summary>
internal sealed class GoalSpy : ReplayObjective
{
    private readonly int bits;
    private int rows; // threads may share the draws
    private int reached;

    public GoalSpy(int bits)
    {
        this.bits = bits;
        Heads = [new Head("q", bits)];
    }

    public override IReadOnlyList<Head> Heads { get; }

    public override PolicyKind Policy => PolicyKind.ActionValues;

    public override IReadOnlyList<LossTerm> Losses { get; } = [new("train/loss")];

    /// <summary>Factor on rewards.</summary>
    public float RewardScale { get; init; } = 1;

    public float Gamma { get; init; }

    /// <summary>The scaling of observations, where they are scaled.</summary>
    public Func<ObservationScaling>? Scaling { get; set; }

    public int Rows => rows;

    /// <summary>Rows that reached their goal.</summary>
    public int Reached => reached;

    public static DesignedAlgorithm Algorithm(GoalSpy spy) => new(context => AgentDesign.For(
        spy, (environments, random) => new EpsilonGreedy([1], [1], 1, environments, random),
        parts => ReplayLearner.Create(parts, spy)));

    public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
    {
        for (int i = 0; i < batch.Rows; i++)
        {
            float[] first = Seen(model.Network.Input(i)), next = Seen(model.Network.Input(batch.Rows + i));
            Assert.Equal(first, Seen(target.Network.Input(i)));
            Assert.Equal(next, Seen(target.Network.Input(batch.Rows + i)));
            Assert.Equal(first[..bits], first[bits..(2 * bits)]);
            float[] flipped = first[..bits], goal = first[(2 * bits)..];
            flipped[batch.Actions[i]] = 1 - flipped[batch.Actions[i]];
            bool done = flipped.SequenceEqual(goal);
            Assert.Equal(done ? 0 : -RewardScale, batch.Rewards[i]);
            Assert.Equal(done ? 0 : Gamma, batch[Column.Discounts][i]);
            if (!done)
            {
                Assert.Equal([.. flipped, .. flipped, .. goal], next);
            }

            Interlocked.Increment(ref rows);
            Interlocked.Add(ref reached, done ? 1 : 0);
        }

        model.Network.Forward(0, batch.Rows);
        for (int i = 0; i < batch.Rows; i++)
        {
            model.Network.OutputGradient(i, 0).Clear();
        }

        model.Network.Backward(0, batch.Rows);
        return new LossSums(batch.Rows);
    }

    // The bits behind the scaling.
    private float[] Seen(ReadOnlySpan<float> input)
    {
        float[] seen = input[..(3 * bits)].ToArray();
        if (Scaling?.Invoke() is { } scaling)
        {
            for (int j = 0; j < seen.Length; j++)
            {
                float raw = seen[j] * scaling.Deviation[j] + scaling.Mean[j];
                Assert.True(MathF.Abs(raw - MathF.Round(raw)) < 1e-3f, $"{raw}");
                seen[j] = MathF.Round(raw);
            }
        }

        return seen;
    }
}
