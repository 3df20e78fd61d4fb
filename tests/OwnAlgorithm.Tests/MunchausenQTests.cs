using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Tests.Support;

namespace OwnAlgorithm.Tests;

public sealed class MunchausenQTests
{
    /// <summary>The paper's; a policy so flat that nothing is clipped; one so steep that much is; soft Q-learning.</summary>
    public static TheoryData<double, double, double, bool> Settings => new()
    {
        { 0.9, 0.03, -1, false },
        { 0.9, 0.03, -1, true },
        { 0.5, 0.5, -10, true },
        { 1, 0.02, -0.05, true },
        { 0, 0.1, -1, true },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void ErrorsAreThoseOfThePapersTargetWrittenOutNaively(double alpha, double tau, double lowerBound, bool masks)
    {
        var minibatch = new Minibatch(new() { Alpha = alpha, Tau = tau, LowerBound = lowerBound }, masks);
        minibatch.Learn();
        for (int i = 0; i < Minibatch.Rows; i++)
        {
            double q = minibatch.Model.Network.Output(i, 0)[minibatch.Batch.Actions[i]];
            Assert.Equal(q - minibatch.NaiveTarget(i), minibatch.Batch[Column.Advantages][i], 1e-4);
        }
    }

    [Fact]
    public void TheSettingsClipSomeLogPoliciesAndLeaveOthers()
    {
        // Otherwise the comparison above would say nothing about the bound.
        var minibatch = new Minibatch(new() { Alpha = 1, Tau = 0.02, LowerBound = -0.05 });
        minibatch.Learn();
        int clipped = Enumerable.Range(0, Minibatch.Rows).Count(i =>
        {
            ReadOnlySpan<float> q = minibatch.Target.Network.Output(i, 0);
            return q[minibatch.Batch.Actions[i]] - MunchausenQ.SoftValue(q, [], 0.02f) < -0.05f;
        });
        Assert.InRange(clipped, 4, Minibatch.Rows - 4);
    }

    [Fact]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaively()
    {
        var minibatch = new Minibatch(new() { Tau = 0.2 }, masks: true);
        minibatch.Learn();
        float[] gradient = minibatch.Model.Gradient.Span.ToArray();
        double[] y = [.. Enumerable.Range(0, Minibatch.Rows).Select(minibatch.NaiveTarget)];
        Span<float> theta = minibatch.Model.Parameters.Span;
        const float Step = 2e-3f;
        int compared = 0;
        for (int k = 0; k < theta.Length; k++)
        {
            float original = theta[k];
            theta[k] = original + Step;
            double up = NaiveLoss();
            theta[k] = original - Step;
            double down = NaiveLoss();
            theta[k] = original;
            double expected = (up - down) / (2 * Step);
            double tolerance = 1e-3 + 0.02 * Math.Abs(expected);
            Assert.True(Math.Abs(expected - gradient[k]) < tolerance, $"parameter {k}: {expected} against {gradient[k]}");
            compared += Math.Abs(expected) > 1e-2 ? 1 : 0;
        }

        Assert.True(compared > 20, "most gradients are zero, so the comparison says little");

        double NaiveLoss()
        {
            minibatch.Model.Network.Forward(0, Minibatch.Rows);
            double sum = 0;
            for (int i = 0; i < Minibatch.Rows; i++)
            {
                double size = Math.Abs(minibatch.Model.Network.Output(i, 0)[minibatch.Batch.Actions[i]] - y[i]);
                sum += minibatch.Batch[Column.ImportanceWeights][i] * (size <= 1 ? size * size / 2 : size - 0.5);
            }

            return sum / Minibatch.Rows;
        }
    }

    [Fact]
    public void AnIllegalActionHasNoPartInTheValueHoweverGreatItsQ()
    {
        float[] q = [1f, 100f, 2f];
        Assert.Equal(100f, MunchausenQ.SoftValue(q, [], 0.5f), 1e-4f);
        Assert.Equal(0.5 * Math.Log(Math.Exp(2) + Math.Exp(4)), MunchausenQ.SoftValue(q, [true, false, true], 0.5f), 1e-5f);
        Assert.Equal(2f, MunchausenQ.SoftValue(q, [false, false, true], 0.5f));
    }

    [Fact]
    public void ValuesThatNoPowerCouldHoldStayFinite()
    {
        Assert.Equal(1e4f, MunchausenQ.SoftValue([1e4f, -1e4f], [], 0.0001f));
        Assert.Equal(-1e4f, MunchausenQ.SoftValue([-1e4f, -2e4f], [], 0.0001f));
        var minibatch = new Minibatch(new() { Tau = 0.0001 }, scale: 50f);
        minibatch.Learn();
        Assert.True(float.IsFinite(minibatch.Model.GradientNorm()));
    }

    [Fact]
    public void WhatLiesBehindATerminalStateIsNotRead()
    {
        var clean = new Minibatch(new());
        var dirty = new Minibatch(new());
        for (int i = 0; i < Minibatch.Rows; i += 4)
        {
            Assert.Equal(0f, dirty.Batch[Column.Discounts][i]);
            dirty.Target.Network.Input(Minibatch.Rows + i).Fill(float.NaN);
        }

        clean.Learn();
        dirty.Learn();
        Assert.Equal(clean.Batch[Column.Advantages].ToArray(), dirty.Batch[Column.Advantages].ToArray());
        Assert.Equal(clean.Model.GradientNorm(), dirty.Model.GradientNorm());
    }

    [Fact]
    public void AnErrorThatIsNotFiniteIsNotClippedAway()
    {
        var minibatch = new Minibatch(new());
        minibatch.Target.Network.Input(2).Fill(float.NaN); // a first state
        minibatch.Learn();
        Assert.False(float.IsFinite(minibatch.Model.GradientNorm()));
    }

    [Fact]
    public void LearningAllocatesNothing()
    {
        var minibatch = new Minibatch(new(), masks: true);
        minibatch.Learn();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                minibatch.Learn();
            }
        }));
    }

    [Fact]
    public void ActionsThatAreNotDiscreteAreRefusedWithWhatToUse()
    {
        var error = Assert.Throws<ArgumentException>(() => new MunchausenQ(new Box(-1f, 1f, 2), new MunchausenOptions()));
        Assert.Contains("munchausen-dqn needs a Discrete action space", error.Message, StringComparison.Ordinal);
        Assert.Contains("use a3c", error.Message, StringComparison.Ordinal);
    }
}
