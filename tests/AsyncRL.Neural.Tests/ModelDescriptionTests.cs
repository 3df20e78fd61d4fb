namespace AsyncRL.Neural.Tests;

public sealed class ModelDescriptionTests
{
    private static readonly NetworkDescription Actor = new([7], [new DenseLayer(20)], [new("mean", 3)]);
    private static readonly NetworkDescription Critic = new([10], [new DenseLayer(12)], [new("q", 1)]);

    private static readonly ModelDescription Several = new(
        [
            new NetworkPart("actor", Actor),
            new ScalarPart("alpha", -1.5f) { Group = "temperature" },
            new NetworkPart("critic", Critic) { Group = "critic", Target = TargetRule.Average(0.005f) },
        ],
        [new("critic") { LearningRate = 1e-2 }, new("temperature") { Schedule = LearningRateSchedule.Constant }]);

    [Fact]
    public void AModelOfOneNetworkIsLaidOutAsTheNetwork()
    {
        var model = new ModelDescription(Actor);
        Assert.Same(Actor.Parameters, model.Parameters);
        Assert.Same(Actor, model.Network);
        Assert.Equal([""], model.Parts.Select(p => p.Name));
        Assert.Equal([""], model.Groups.Select(g => g.Name));
        Assert.Equal(0, model.IndexOf(""));
        Assert.Null(model.Parts[0].Target);
    }

    [Fact]
    public void PartsLieOneAfterAnother()
    {
        Assert.Equal([0, Actor.Parameters.Length, Actor.Parameters.Length + 16], Several.Parts.Select(p => p.First));
        Assert.Equal(Actor.Parameters.Length + 16 + Critic.Parameters.Length, Several.Parameters.Length);
        Assert.Equal(Actor.Parameters.Count + 1 + Critic.Parameters.Count, Several.Parameters.Count);
        Assert.Same(Actor, Several.Network);
        Assert.Same(Critic.Parameters, Several["critic"].Layout);
        Assert.Equal(2, Several.IndexOf("critic"));
    }

    [Fact]
    public void TensorsAreNamedAfterTheirPart()
    {
        Assert.Equal(
            [
                "actor.dense1.weight", "actor.dense1.bias", "actor.mean.weight", "actor.mean.bias", "alpha.value",
                "critic.dense1.weight", "critic.dense1.bias", "critic.q.weight", "critic.q.bias",
            ],
            Several.Parameters.Views.Select(v => v.Name));
        Assert.Equal([1], Several.Parameters["alpha.value"].Shape);
    }

    [Fact]
    public void ATensorOfTheModelIsThatOfItsPart()
    {
        var image = new NetworkDescription([6, 6, 3], [new Conv2DLayer(5, 3), new DenseLayer(9)], [new("q", 2)]);
        var model = new ModelDescription([new NetworkPart("first", Actor), new NetworkPart("second", image)]);
        var theta = new ParameterVector(model.Parameters);
        for (int i = 0; i < theta.Span.Length; i++)
        {
            theta.Span[i] = i;
        }

        ParameterVector own = theta.Part(model["second"].Layout, model["second"].First);
        foreach (ParameterView view in image.Parameters.Views)
        {
            float[] expected = new float[view.Count], actual = new float[view.Count];
            view.CopyTo(own.Span, expected);
            model.Parameters[$"second.{view.Name}"].CopyTo(theta.Span, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void TheGroupOfDefaultsComesFirstUnlessItIsGiven()
    {
        Assert.Equal(["", "critic", "temperature"], Several.Groups.Select(g => g.Name));
        Assert.Equal([0, 2, 1], Enumerable.Range(0, 3).Select(Several.GroupOf));
        var given = new ModelDescription([new NetworkPart("net", Actor)], [new("other"), new("") { Frozen = true }]);
        Assert.Equal(["other", ""], given.Groups.Select(g => g.Name));
        Assert.True(given.Groups[given.GroupOf(0)].Frozen);
    }

    [Theory]
    [InlineData(Initialization.FanInUniform)]
    [InlineData(Initialization.Orthogonal)]
    public void PartsAreDrawnInTheirOrderAsTheNetworksAlone(Initialization how)
    {
        float[] one = new float[Actor.Parameters.Length], alone = new float[Actor.Parameters.Length];
        new ModelDescription(Actor).Initialize(one, how, new Random(3).NextDouble);
        Actor.Initialize(alone, how, new Random(3).NextDouble);
        Assert.Equal(alone, one);

        var whole = new float[Several.Parameters.Length];
        Array.Fill(whole, 9f);
        Several.Initialize(whole, how, new Random(3).NextDouble);
        var random = new Random(3);
        Actor.Initialize(alone, how, random.NextDouble);
        var critic = new float[Critic.Parameters.Length];
        Critic.Initialize(critic, how, random.NextDouble);
        Assert.Equal([.. alone, -1.5f, .. new float[15], .. critic], whole);
    }

    [Fact]
    public void AGroupsOwnRateAndScheduleGoBeforeTheCallers()
    {
        var rates = new float[3];
        Several.LearningRatesAt(LearningRateSchedule.Linear, 0.1, 25, 100, rates);
        Assert.Equal([0.075f, 0.0075f, 0.1f], rates);
    }

    public static TheoryData<string, Action> Wrong => new()
    {
        { "at least one part", () => _ = new ModelDescription([]) },
        { "'alpha', is no network", () => _ = new ModelDescription([new ScalarPart("alpha", 0f)]) },
        { "has no name", () => _ = new ModelDescription([new NetworkPart("a", Actor), new NetworkPart("", Critic)]) },
        {
            "Two parts of the model have the name 'a'",
            () => _ = new ModelDescription([new NetworkPart("a", Actor), new NetworkPart("a", Critic)])
        },
        {
            "Two groups of the model have the name 'g'",
            () => _ = new ModelDescription([new NetworkPart("a", Actor)], [new("g"), new("g")])
        },
        {
            "'a' is in a group 'slow' that the model does not have; it has '', 'fast'",
            () => _ = new ModelDescription([new NetworkPart("a", Actor) { Group = "slow" }], [new("fast")])
        },
        { "no part 'x'; it has 'actor', 'alpha', 'critic'", () => Several.IndexOf("x") },
        { "at least 1", () => TargetRule.Copy(0) },
        { "tau = 0,", () => TargetRule.Average(0f) },
        { "tau = 1.5", () => TargetRule.Average(1.5f) },
        { "tau = NaN", () => TargetRule.Average(float.NaN) },
        { "'g' is -1", () => _ = new ParameterGroup("g") { LearningRate = -1 } },
        { "'g' is NaN", () => _ = new ParameterGroup("g") { LearningRate = double.NaN } },
        { "'alpha' starts from Infinity", () => _ = new ScalarPart("alpha", float.PositiveInfinity) },
        { "2 rates for the 3 groups", () => Several.LearningRatesAt(LearningRateSchedule.Constant, 1, 0, 1, new float[2]) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void AWrongModelIsRefusedWithASentence(string words, Action make) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);

    [Fact]
    public void TargetsSayHowOftenAndHowFarTheyMove()
    {
        Assert.Equal((500L, 1f), (TargetRule.Copy(500).Every, TargetRule.Copy(500).Tau));
        Assert.Equal((1L, 0.005f), (TargetRule.Average(0.005f).Every, TargetRule.Average(0.005f).Tau));
    }
}
