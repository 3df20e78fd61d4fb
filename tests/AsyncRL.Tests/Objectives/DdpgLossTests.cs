using AsyncRL.Experience;
using AsyncRL.Objectives;
using static AsyncRL.Tests.Objectives.NaiveActorCritic;

namespace AsyncRL.Tests.Objectives;

/// <summary>
/// Deep deterministic policy gradient against its formulas in double precision, with networks written out naively.
/// </summary>
public sealed class DdpgLossTests
{
    private const string Critic = "critic";

    public static TheoryData<string> Worlds => NaiveActorCritic.Worlds;

    [Theory]
    [MemberData(nameof(Worlds))]
    public void TargetsAndLossesEqualTheirFormulasWrittenOutNaively(string name)
    {
        NaiveActorCritic world = Create(name);
        LossSums sums = world.Learn();
        for (int i = 0; i < Rows; i++)
        {
            double y = NaiveTarget(world, i), q = NaiveValue(world, i);
            Assert.Equal(y, world.Batch[Column.Returns][i], 1e-4);
            Assert.Equal(q - y, world.Batch[Column.Advantages][i], 1e-4);
        }

        Assert.Equal(NaiveCriticLoss(world)(), world.Reported(sums, "train/critic_loss"), 1e-4);
        Assert.Equal(NaiveActorLoss(world), world.Reported(sums, "train/actor_loss"), 1e-4);
        Assert.Equal(Mean(i => NaiveValue(world, i)), world.Reported(sums, "train/q_mean"), 1e-4);
    }

    /// <summary>
    /// The critic's parameters move by the critic's loss alone, although the actor's gradient passes through them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void TheCriticsGradientEqualsFiniteDifferencesOfItsLoss(string name)
    {
        NaiveActorCritic world = Create(name);
        world.Learn();
        world.Compare(Critic, NaiveCriticLoss(world));
    }

    /// <summary>The whole way: through tanh, the critic's layers and the actor's.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void TheActorsGradientEqualsFiniteDifferencesOfTheCriticsValueOfItsActions(string name)
    {
        NaiveActorCritic world = Create(name);
        world.Learn();
        world.Compare(Actor, () => NaiveActorLoss(world));
    }

    [Fact]
    public void WhatFollowsATerminalStateIsNotReadEvenIfItIsNoNumber() =>
        AssertTerminalRowsAreNotRead(() => Create("numbers"), update: 0);

    [Fact]
    public void LearningLeavesParametersAndTargetsAlone() => Create("numbers").AssertLearningLeavesParametersAlone(update: 0);

    [Theory]
    [InlineData(null)]
    [InlineData(3e-5)]
    public void TheActorHasItsOwnLearningRateIfItIsGivenOne(double? rate)
    {
        NaiveActorCritic world = Create("numbers", rate);
        Assert.Equal((float)(rate ?? 1e-3), world.RateOf(Actor));
        Assert.Equal(1e-3f, world.RateOf(Critic));
    }

    private static NaiveActorCritic Create(string name, double? actorRate = null) =>
        new(name, bounds => new DeterministicPolicyGradient(bounds, 0.01f, actorRate));

    // r + discount Q'(s', mu'(s')).
    private static double NaiveTarget(NaiveActorCritic world, int i) => world.Bootstrap(
        i, () => world.TargetValue(Critic, world.Next(i), [.. world.ActTarget(world.Next(i)).Select(Math.Tanh)]));

    // Q(s, a) of the action that was taken.
    private static double NaiveValue(NaiveActorCritic world, int i) => world.Value(Critic, world.State(i), world.Taken(i));

    // The weighted mean of the squared errors; the targets stand still.
    private static Func<double> NaiveCriticLoss(NaiveActorCritic world)
    {
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => NaiveTarget(world, i))];
        return () => Mean(i => world.Batch[Column.ImportanceWeights][i] * Math.Pow(NaiveValue(world, i) - y[i], 2));
    }

    // -mean Q(s, mu(s)).
    private static double NaiveActorLoss(NaiveActorCritic world) =>
        -Mean(i => world.Value(Critic, world.State(i), [.. world.Act(world.State(i)).Select(Math.Tanh)]));
}
