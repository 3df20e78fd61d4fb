using AsyncRL.Cluster.Tests.Support;

namespace AsyncRL.Cluster.Tests;

public sealed class ClusterOptionTests
{
    [Theory]
    [InlineData("topology.threads", "3")]
    [InlineData("replay.save", "true")]
    public void WhatIsAskedForAndHasNoEffectIsTold(string key, string value)
    {
        Assert.Empty(ClusterOptionRules.Idle(LearnerRun.ConfigureBundles()));
        string told = Assert.Single(ClusterOptionRules.Idle(LearnerRun.ConfigureBundles((key, value))));
        Assert.StartsWith($"{key}: has no effect", told, StringComparison.Ordinal);
    }
}
