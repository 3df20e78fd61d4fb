namespace AsyncRL.Studies.Tests;

public class StudyMethodTests
{
    [Theory]
    [InlineData("a3c", "a3c", "a3c")]
    [InlineData("dqn+dqn.double=true", "dqn", "dqn, dqn.double=true")]
    [InlineData(" dqn + dqn.double = true + replay.n_step=3 ", "dqn", "dqn, dqn.double=true, replay.n_step=3")]
    [InlineData("a3c+learning_rate=1e-3+steps=1e+5", "a3c", "a3c, learning_rate=1e-3, steps=1e+5")]
    [InlineData("a3c+network.hidden=[64,64]", "a3c", "a3c, network.hidden=[64,64]")]
    public void AMethodIsAnAlgorithmAndTheOptionsInWhichItDiffers(string text, string algorithm, string label)
    {
        StudyMethod method = StudyMethod.Parse(text);
        Assert.Equal(algorithm, method.Algorithm);
        Assert.Equal(label, method.Label);
        Assert.Equal(text.Replace(" ", string.Empty, StringComparison.Ordinal), method.Name);
        Assert.Equal(label, StudyMethod.Parse(method.Name).Label);
    }

    [Theory]
    [InlineData("a3d", "'a3c'")]
    [InlineData("dqn+double", "'double' of 'dqn+double'")]
    [InlineData("dqn+", "''")]
    [InlineData("dqn+dqn.double=true+prioritized", "true+prioritized")]
    [InlineData("dqn+=3", "'=3'")]
    [InlineData("dqn+gamma=0.9+gamma=0.8", "gamma twice")]
    public void WhatIsNoMethodIsRefusedWithItsCulprit(string text, string culprit)
    {
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => new ComparisonStudy([Request(text)], seeds: 1));
        Assert.Contains(culprit, e.Message);
    }

    [Theory]
    [InlineData("a3c,dqn+gamma=0.9", "a3c|dqn+gamma=0.9")]
    [InlineData(
        "a3c+network.hidden=[64,64],a3c+network.hidden=[8],ppo,", "a3c+network.hidden=[64,64]|a3c+network.hidden=[8]|ppo")]
    [InlineData(" , ", "")]
    public void AListIsDividedAtItsCommasButNotAtThoseOfAValueInBrackets(string list, string methods) =>
        Assert.Equal(methods, string.Join('|', StudyMethod.Split(list)));

    [Fact]
    public void VariationsWinOverTheOtherOptionsAndReachNoOtherMethod()
    {
        StudyRequest request = Request("a3c", "a3c+gamma=0.5+steps=300") with
        {
            Steps = 500,
            Layers = [new OptionLayer("test", [("gamma", "0.8")])],
        };
        var study = new ComparisonStudy([request], seeds: 1, threads: 3);
        Assert.Equal([(0.8, 500), (0.5, 300)], study.Trials.Select(t => (t.Options.Gamma, t.Options.Steps)));
        Assert.All(study.Trials, t => Assert.Equal(("a3c", 3), (t.Algorithm, t.Threads)));
    }

    private static StudyRequest Request(params string[] methods) => new() { EnvironmentId = "CartPole-v1", Methods = methods };
}
