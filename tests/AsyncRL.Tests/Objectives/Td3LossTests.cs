using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Objectives;
using static AsyncRL.Tests.Objectives.NaiveActorCritic;

namespace AsyncRL.Tests.Objectives;

/// <summary>Twin delayed policy gradient against its formulas in double precision, with networks written out naively.</summary>
public sealed class Td3LossTests
{
    private const int Delay = 3, Learns = Delay - 1; // the first update in which the actor does
    private const float Noise = 0.4f, Clip = 0.5f;
    private const string Critic1 = "critic1", Critic2 = "critic2";

    public static TheoryData<string> Worlds => NaiveActorCritic.Worlds;

    [Theory]
    [MemberData(nameof(Worlds))]
    public void TargetsAndLossesEqualTheirFormulasWrittenOutNaively(string name)
    {
        NaiveActorCritic world = Create(name);
        LossSums sums = world.Learn(Learns);
        double[] y = NaiveTargets(world);
        int[] lesser = [.. Enumerable.Range(0, Rows).Select(
            i => NaiveNext(world, i, Critic1) < NaiveNext(world, i, Critic2) ? 1 : 2)];
        Assert.Equal([1, 2], lesser.Distinct().Order());
        for (int i = 0; i < Rows; i++)
        {
            double error1 = NaiveValue(world, Critic1, i) - y[i], error2 = NaiveValue(world, Critic2, i) - y[i];
            Assert.Equal(y[i], world.Batch[Column.Returns][i], 1e-4);
            Assert.Equal(Math.Abs(error1) > Math.Abs(error2) ? error1 : error2, world.Batch[Column.Advantages][i], 1e-4);
        }

        Assert.Equal(
            NaiveCriticLoss(world, Critic1)() + NaiveCriticLoss(world, Critic2)(),
            world.Reported(sums, "train/critic_loss"), 2e-4);
        Assert.Equal(Mean(i => NaiveValue(world, Critic1, i)), world.Reported(sums, "train/q_mean"), 1e-4);

        // Of every third update, reported as if of all.
        Assert.Equal(Delay * NaiveActorLoss(world), world.Reported(sums, "train/actor_loss"), 2e-4);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void EachCriticsGradientEqualsFiniteDifferencesOfItsLoss(string name)
    {
        NaiveActorCritic world = Create(name);
        foreach (long update in (long[])[0, Learns])
        {
            world.Learn(update);
            world.Compare(Critic1, NaiveCriticLoss(world, Critic1));
            world.Compare(Critic2, NaiveCriticLoss(world, Critic2));
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void TheActorsGradientEqualsFiniteDifferencesOfTheFirstCriticsValueOfItsActions(string name)
    {
        NaiveActorCritic world = Create(name);
        world.Learn(Learns);
        world.Compare(Actor, () => NaiveActorLoss(world));
    }

    [Fact]
    public void TheActorLearnsWithEveryUpdateWithWhichTheTargetsMove()
    {
        NaiveActorCritic world = Create("numbers");
        int actor = world.Model.Description.IndexOf(Actor);
        Assert.All(world.Model.Description.Parts, p => Assert.Equal((0.01f, (long)Delay), (p.Target!.Tau, p.Target.Every)));
        for (long update = 0; update < 10; update++)
        {
            LossSums sums = world.Learn(update);
            bool learns = (update + 1) % Delay == 0;
            Assert.Equal(learns, world.Model.HasGradient(actor));
            Assert.Equal(learns, world.Reported(sums, "train/actor_loss") != 0);
            world.Model.ClearGradients();
        }
    }

    [Fact]
    public void TheTargetsActionIsSmoothedByNoiseThatIsCutOffAndStaysWithinTheBounds()
    {
        NaiveActorCritic world = Create("numbers", noise: 10f);
        world.Learn();
        int atClip = 0, atBound = 0;
        for (int i = 0; i < Rows; i++)
        {
            double[] mu = [.. world.ActTarget(world.Next(i)).Select(Math.Tanh)];
            float[] smoothed = world.Target[Critic1].Input(Rows + i)[^2..].ToArray();
            Assert.Equal(smoothed, world.Target[Critic2].Input(Rows + i)[^2..].ToArray());
            for (int d = 0; d < 2; d++)
            {
                double noise = smoothed[d] - mu[d];
                Assert.InRange(smoothed[d], -1f, 1f);
                Assert.InRange(noise, -Clip - 1e-5, Clip + 1e-5);
                atClip += Math.Abs(Math.Abs(noise) - Clip) < 1e-5 ? 1 : 0;
                atBound += Math.Abs(smoothed[d]) == 1f ? 1 : 0;
            }
        }

        Assert.True(
            atClip >= 5 && atBound >= 3,
            $"{atClip} of {2 * Rows} draws of great noise were cut off, and {atBound} met a bound");
    }

    [Theory]
    [InlineData(0.3f, 0.1f, 0.5f, 0.4f)]
    [InlineData(0.3f, 0.7f, 0.5f, 0.8f)]
    [InlineData(0.3f, -0.7f, 0.5f, -0.2f)]
    [InlineData(0.9f, 0.4f, 0.5f, 1f)]
    [InlineData(-0.9f, -9f, 0.5f, -1f)]
    [InlineData(0.3f, 9f, 0f, 0.3f)]
    public void ASmoothedActionIsClippedTwice(float mu, float noise, float clip, float expected) =>
        Assert.Equal(expected, TwinCriticTargets.SmoothedAction(mu, noise, clip), 1e-6f);

    [Theory]
    [InlineData(1f, 2f, 1f)]
    [InlineData(3f, -2f, -2f)]
    [InlineData(float.NaN, 1f, float.NaN)]
    [InlineData(1f, float.NaN, float.NaN)]
    public void TheLesserValueIsBelievedUnlessItIsNoNumber(float q1, float q2, float expected)
    {
        Assert.Equal(expected, TwinCriticTargets.StateValue(q1, q2));
        Assert.Equal(expected - 0.5f * -3f, TwinCriticTargets.SoftStateValue(q1, q2, 0.5f, -3f));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Learns)]
    public void WhatFollowsATerminalStateIsNotReadEvenIfItIsNoNumber(long update) =>
        AssertTerminalRowsAreNotRead(() => Create("numbers"), update);

    [Theory]
    [InlineData(0)]
    [InlineData(Learns)]
    public void LearningLeavesParametersAndTargetsAlone(long update) =>
        Create("numbers").AssertLearningLeavesParametersAlone(update);

    [Theory]
    [InlineData(null)]
    [InlineData(3e-5)]
    public void TheActorHasItsOwnLearningRateIfItIsGivenOne(double? rate)
    {
        NaiveActorCritic world = Create("numbers", Noise, rate);
        Assert.Equal((float)(rate ?? 1e-3), world.RateOf(Actor));
        Assert.Equal(1e-3f, world.RateOf(Critic1));
        Assert.Equal(1e-3f, world.RateOf(Critic2));
    }

    private static NaiveActorCritic Create(string name, float noise = Noise, double? actorRate = null)
    {
        var world = new NaiveActorCritic(
            name, bounds => new TwinDelayedPolicyGradient(bounds, 0.01f, actorRate, Delay, noise, Clip));
        world.Level(Critic2, Critic1);
        return world;
    }

    // Q_j'(s', a') with a' = clip(mu'(s') + clip(noise, -c, c), -1, 1), the noise drawn row by row.
    private static double NaiveNext(NaiveActorCritic world, int i, string critic)
    {
        Pcg64 random = NewGenerator();
        double[] noise = [.. Enumerable.Range(0, 2 * Rows).Select(_ => random.Normal())];
        double[] action = [.. world.ActTarget(world.Next(i)).Select((u, d) =>
            Math.Clamp(Math.Tanh(u) + Math.Clamp(Noise * noise[2 * i + d], -Clip, Clip), -1, 1))];
        return world.TargetValue(critic, world.Next(i), action);
    }

    private static double[] NaiveTargets(NaiveActorCritic world) => [.. Enumerable.Range(0, Rows).Select(i =>
        world.Bootstrap(i, () => Math.Min(NaiveNext(world, i, Critic1), NaiveNext(world, i, Critic2))))];

    private static double NaiveValue(NaiveActorCritic world, string critic, int i) =>
        world.Value(critic, world.State(i), world.Taken(i));

    private static Func<double> NaiveCriticLoss(NaiveActorCritic world, string critic)
    {
        double[] y = NaiveTargets(world);
        return () => Mean(i => world.Batch[Column.ImportanceWeights][i] * Math.Pow(NaiveValue(world, critic, i) - y[i], 2));
    }

    // -mean Q_1(s, mu(s)).
    private static double NaiveActorLoss(NaiveActorCritic world) =>
        -Mean(i => world.Value(Critic1, world.State(i), [.. world.Act(world.State(i)).Select(Math.Tanh)]));
}
