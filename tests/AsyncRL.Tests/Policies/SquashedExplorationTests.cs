using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Policies;

/// <summary>How soft actor-critic explores: by its Gaussian, or by noise that depends on the state.</summary>
public sealed class SquashedExplorationTests
{
    private const int Slots = 4;

    [Fact]
    public void AnActionIsTanhOfADrawInUnitsOfTheBoundsAfterTheRandomSteps()
    {
        (Network network, Rollout rollout, ActionBounds bounds) = Actor(HeadKind.Linear);
        var selection = new SquashedSampling(bounds, randomSteps: 30);
        Pcg64 random = Pcg64.FromSeed(4), again = Pcg64.FromSeed(4);
        for (int step = 0; step < 60; step++)
        {
            selection.Advance(step);
            Assert.Equal(step < 30 ? 1 : 0, selection.ExplorationRate);
            selection.Choose(network, 0, 2, rollout, random);
            for (int slot = 0; slot < 2; slot++)
            {
                for (int d = 0; d < 2; d++)
                {
                    double unit = step < 30
                        ? 2 * again.NextDouble() - 1
                        : Math.Tanh(network.Output(slot, 0)[d] + Math.Exp(network.Output(slot, 1)[d]) * again.Normal());
                    Assert.Equal(150 + 50 * unit, rollout.Action(slot)[d], 1e-3);
                }
            }
        }
    }

    /// <summary>sum_j h_j exp(w_ja) z_ja, with z drawn every few steps of its own environment.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void StateDependentNoiseIsDrawnAnewAtEveryIntervalAndWithEveryEpisode(int interval)
    {
        (Network network, Rollout rollout, ActionBounds bounds) = Actor(HeadKind.LogDeviation);
        var selection = new StateDependentExploration(bounds, 0, environments: 2, interval);
        Pcg64 random = Pcg64.FromSeed(4), again = Pcg64.FromSeed(4);
        int count = network.Description.NoiseDraws(1);
        float[][] draws = [new float[count], new float[count]];
        int[] age = [0, 0];
        var noise = new float[2];
        for (int step = 0; step < 40; step++)
        {
            selection.Choose(network, 0, 2, rollout, random);
            for (int environment = 0; environment < 2; environment++)
            {
                if (age[environment] == 0 || (interval > 0 && age[environment] % interval == 0))
                {
                    draws[environment] = [.. Enumerable.Range(0, count).Select(_ => (float)again.Normal())];
                }

                network.WriteNoise(environment, 1, draws[environment], noise);
                for (int d = 0; d < 2; d++)
                {
                    Assert.Equal(
                        150 + 50 * Math.Tanh(network.Output(environment, 0)[d] + noise[d]), rollout.Action(environment)[d], 1e-3);
                }

                age[environment]++;
            }

            // The second environment's episodes end every seven steps, the first one's once.
            Array.Clear(rollout.Terminated);
            Array.Clear(rollout.Truncated);
            rollout.Terminated[1] = step % 14 == 6;
            rollout.Truncated[1] = step % 14 == 13;
            rollout.Terminated[0] = step == 17;
            for (int environment = 0; environment < 2; environment++)
            {
                selection.Stepped(rollout, environment);
                age[environment] = rollout.Terminated[environment] || rollout.Truncated[environment] ? 0 : age[environment];
            }
        }
    }

    [Fact]
    public void StateDependentNoiseHasTheDeviationOfItsHead()
    {
        (Network network, Rollout rollout, ActionBounds bounds) = Actor(HeadKind.LogDeviation);
        var selection = new StateDependentExploration(bounds, 0, environments: 2, interval: 1);
        Pcg64 random = Pcg64.FromSeed(4);
        double squares = 0;
        for (int n = 0; n < 20_000; n++)
        {
            selection.Choose(network, 0, 1, rollout, random);
            double u = Math.Atanh((rollout.Action(0)[0] - 150) / 50) - network.Output(0, 0)[0];
            squares += u * u / 20_000;
        }

        Assert.Equal(Math.Exp(network.Output(0, 1)[0]), Math.Sqrt(squares), 0.03 * Math.Sqrt(squares));
    }

    /// <summary>What is learned from keeps sigma below e^2; what is played must have the same distribution.</summary>
    [Fact]
    public void StateDependentNoiseKeepsToTheGreatestDeviation()
    {
        (Network network, Rollout rollout, ActionBounds bounds) = Actor(HeadKind.LogDeviation);
        ParameterView weights = network.Description.Parameters["log_deviation.weight"];
        weights.CopyFrom(network.Parameters.Span, [.. Enumerable.Repeat(6f, weights.Count)]);
        network.Forward(0, Slots);
        Assert.True(network.Output(0, 1)[0] > 4);
        var selection = new StateDependentExploration(bounds, 0, environments: 2, interval: 1);
        Pcg64 random = Pcg64.FromSeed(4), again = Pcg64.FromSeed(4);
        var draws = new float[network.Description.NoiseDraws(1)];
        var noise = new float[2];
        int told = 0;
        for (int n = 0; n < 200; n++)
        {
            selection.Choose(network, 0, 1, rollout, random);
            foreach (ref float draw in draws.AsSpan())
            {
                draw = (float)again.Normal();
            }

            network.WriteNoise(0, 1, draws, noise);
            for (int d = 0; d < 2; d++)
            {
                double u = noise[d] * Math.Exp(2 - network.Output(0, 1)[d]), unit = Math.Tanh(network.Output(0, 0)[d] + u);
                Assert.Equal(150 + 50 * unit, rollout.Action(0)[d], 1e-3);
                told += Math.Abs(unit - Math.Tanh(network.Output(0, 0)[d] + noise[d])) > 0.01 ? 1 : 0;
            }
        }

        Assert.True(told > 20, $"only {told} actions would be others without the limit");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatWasSavedBetweenTwoDrawsGoesOnAsIfItNeverStopped(bool atOnce)
    {
        (Network network, Rollout rollout, ActionBounds bounds) = Actor(HeadKind.LogDeviation);
        StateDependentExploration one = New(), other = New();
        Pcg64 random = Pcg64.FromSeed(8), otherRandom = Pcg64.FromSeed(8);
        for (int n = 0; n < (atOnce ? 0 : 8); n++)
        {
            one.Choose(network, 0, 2, rollout, random);
        }

        using var saved = new MemoryStream();
        using var writer = new BinaryWriter(saved);
        one.Save(writer);
        random.Save(writer);
        saved.Position = 0;
        using var reader = new BinaryReader(saved);
        other.Load(reader);
        otherRandom.Load(reader);
        for (int n = 0; n < 20; n++)
        {
            one.Choose(network, 0, 2, rollout, random);
            float[] actions = [.. rollout.Action(0), .. rollout.Action(1)];
            other.Choose(network, 0, 2, rollout, otherRandom);
            Assert.Equal(actions, (float[])[.. rollout.Action(0), .. rollout.Action(1)]);
        }

        StateDependentExploration New() => new(bounds, 0, environments: 2, interval: 5);
    }

    private static (Network Network, Rollout Rollout, ActionBounds Bounds) Actor(HeadKind kind)
    {
        var box = new Box(100f, 200f, 2);
        var description = new NetworkDescription(
            [3], [new DenseLayer(4, Activation.Tanh)], [new Head("mean", 2), new Head("log_deviation", 2) { Kind = kind }]);
        var theta = new ParameterVector(description.Parameters);
        var random = new Random(2);
        foreach (ParameterView view in description.Parameters.Views)
        {
            view.CopyFrom(theta.Span, [.. Enumerable.Range(0, view.Count).Select(_ => random.NextSingle() - 0.7f)]);
        }

        var network = new Network(description, Slots, theta, learns: false);
        for (int slot = 0; slot < Slots; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.NextSingle() * 2 - 1;
            }
        }

        network.Forward(0, Slots);
        var rollout = new Rollout(new ExperienceSchema(new Box(-1f, 1f, 3), box, maskWidth: 0, []), ticks: 2, environments: 2);
        return (network, rollout, new ActionBounds(box, "a test"));
    }
}
