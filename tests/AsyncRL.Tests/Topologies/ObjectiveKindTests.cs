using System.Reflection;
using AsyncRL.ActorLearners;
using AsyncRL.Asynchronous;
using AsyncRL.Bundles;
using AsyncRL.Objectives;
using AsyncRL.ReplayLearning;
using AsyncRL.Synchronous;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

/// <summary>
/// Which experience an objective learns from is its base class, and a topology takes the kinds that it can serve: another pair
/// does not compile.
/// </summary>
public sealed class ObjectiveKindTests
{
    private static readonly Type[] Kinds =
    [
        typeof(SegmentObjective), typeof(TargetedObjective), typeof(EpisodeObjective), typeof(TrajectoryObjective),
        typeof(MinibatchObjective), typeof(ReplayObjective),
    ];

    [Fact]
    public void EachTopologyIsMadeForTheKindsThatItCanServe() => Assert.Equal(
    [
        (nameof(ActorLearner), nameof(TrajectoryObjective)),
        (nameof(AsynchronousActors), nameof(EpisodeObjective)),
        (nameof(AsynchronousActors), nameof(SegmentObjective)),
        (nameof(AsynchronousActors), nameof(TargetedObjective)),
        (nameof(BundleLearner), nameof(ReplayObjective)),
        (nameof(Lockstep), nameof(MinibatchObjective)),
        (nameof(Lockstep), nameof(SegmentObjective)),
        (nameof(ReplayLearner), nameof(ReplayObjective)),
    ], Makers().Where(m => m.Member is MethodInfo).Select(m => (m.Topology.Name, m.Kind.Name)).Order());

    // A constructor that took more would be a way around.
    [Fact]
    public void NoTopologyCanBeMadeOtherwiseForAnotherKind() => Assert.All(Makers(), maker =>
    {
        Assert.Contains(maker.Kind, Kinds);
        Type served =
            Makers().Where(m => m.Member is MethodInfo && m.Topology.IsAssignableFrom(maker.Topology)).Select(m => m.Kind)
                .SingleOrDefault(k => k == maker.Kind, typeof(void));
        Assert.Equal(maker.Kind, served);
    });

    [Theory]
    [InlineData(typeof(AdvantageActorCritic), "AsynchronousActors, Lockstep")]
    [InlineData(typeof(OneStepQ), "AsynchronousActors")]
    [InlineData(typeof(OneStepSarsa), "AsynchronousActors")]
    [InlineData(typeof(NStepQ), "AsynchronousActors")]
    [InlineData(typeof(Reinforce), "AsynchronousActors")]
    [InlineData(typeof(VTrace), "ActorLearner")]
    [InlineData(typeof(ClippedPolicy), "Lockstep")]
    [InlineData(typeof(RandomNetworkDistillation), "Lockstep")]
    [InlineData(typeof(DeepQ), "BundleLearner, ReplayLearner")]
    [InlineData(typeof(DeterministicPolicyGradient), "BundleLearner, ReplayLearner")]
    [InlineData(typeof(TwinDelayedPolicyGradient), "BundleLearner, ReplayLearner")]
    [InlineData(typeof(SoftActorCritic), "BundleLearner, ReplayLearner")]
    public void AnObjectiveIsAcceptedByTheTopologiesOfItsKindAlone(Type objective, string topologies)
    {
        IEnumerable<string> accepting =
            from maker in Makers()
            where maker.Member is MethodInfo && maker.Kind.IsAssignableFrom(objective)
            select maker.Topology.Name;
        Assert.Equal(topologies, string.Join(", ", accepting.Order()));
        Assert.Single(Kinds, k => k.IsAssignableFrom(objective));
    }

    [Fact]
    public void EveryObjectiveOfTheProgramIsListedHere()
    {
        IEnumerable<object?> listed = GetType().GetMethod(nameof(AnObjectiveIsAcceptedByTheTopologiesOfItsKindAlone))!
            .GetCustomAttributesData().Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => ((IReadOnlyCollection<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!).First().Value);
        Assert.Equal(
            typeof(Objective).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Objective)) && !t.IsAbstract)
                .Select(t => t.Name).Order(),
            listed.Select(t => ((Type)t!).Name).Order());
    }

    // A class derived from them would have a kind that no topology serves.
    [Theory]
    [InlineData(typeof(Objective))]
    [InlineData(typeof(OnlineObjective))]
    public void WhatKindsHaveInCommonCanBeDerivedFromHereOnly(Type common)
    {
        Assert.True(common.IsAbstract);
        Assert.All(
            common.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            c => Assert.True(c.IsFamilyAndAssembly));
    }

    [Fact]
    public void EveryKindCanBeDerivedFromAnywhere() => Assert.All(Kinds, kind =>
    {
        Assert.True(kind is { IsAbstract: true, IsPublic: true });
        ConstructorInfo constructor = Assert.Single(kind.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic));
        Assert.True(constructor.IsFamily);
        Assert.All(
            kind.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(m => m.IsAbstract),
            m => Assert.True(m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly));
    });

    // Whatever users can make a topology with that takes an objective.
    private static IEnumerable<(Type Topology, MethodBase Member, Type Kind)> Makers() =>
        from topology in typeof(Topology).Assembly.GetTypes()
        where topology.IsSubclassOf(typeof(Topology)) && topology.IsPublic
        from member in (IEnumerable<MethodBase>)
        [
            .. topology.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly),
            .. topology.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(c => c.IsPublic || (!topology.IsSealed && (c.IsFamily || c.IsFamilyOrAssembly))),
        ]
        from parameter in member.GetParameters()
        where typeof(Objective).IsAssignableFrom(parameter.ParameterType)
        select (topology, member, parameter.ParameterType);
}
