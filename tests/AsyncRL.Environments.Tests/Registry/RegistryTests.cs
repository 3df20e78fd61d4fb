namespace AsyncRL.Environments.Tests.Registry;

public class RegistryTests
{
    [Fact]
    public void AMisspeltIdIsAnsweredWithTheClosestOne()
    {
        var error = Assert.Throws<UnknownEnvironmentException>(() => EnvironmentRegistry.Default.Make("CartPol-v1"));

        Assert.Equal(
            "Unknown environment 'CartPol-v1'; did you mean 'CartPole-v1'? 'asyncrl list environments' shows all, " +
            "and --assembly adds your own.", error.Message);
        Assert.Equal("CartPole-v1", error.Suggestion);
    }

    [Fact]
    public void AnEnvironmentThatCannotBeMadeIsNamed()
    {
        var registry = new EnvironmentRegistry();
        registry.Register(new EnvironmentSpec(
            "Broken-v0", () => throw new FileNotFoundException("level.dat is missing"), null, null, "Cannot be made."));
        Assert.Equal(
            "'Broken-v0' could not be made: FileNotFoundException: level.dat is missing. 'asyncrl check-env Broken-v0' checks " +
            "it.",
            Assert.ThrowsAny<InvalidOperationException>(() => registry.Make("Broken-v0")).Message);
    }

    [Fact]
    public void AnIdLikeNoOtherGetsNoSuggestion()
    {
        var error = Assert.Throws<UnknownEnvironmentException>(() => EnvironmentRegistry.Default.Find("zzzzzzzzzzzzzzzz"));

        Assert.Equal(
            "Unknown environment 'zzzzzzzzzzzzzzzz'; 'asyncrl list environments' shows all, and --assembly adds your own.",
            error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("My Game-v0")]
    [InlineData("MyGame")]
    [InlineData("a/b/MyGame-v0")]
    public void AnIdOfTheWrongFormIsRefused(string id) =>
        Assert.Throws<ArgumentException>(() => new EnvironmentRegistry().Register(new(id, Nothing)));

    [Fact]
    public void ATimeLimitBelowOneIsRefused() =>
        Assert.Throws<ArgumentException>(() => new EnvironmentRegistry().Register(new("MyGame-v0", Nothing, 0)));

    [Fact]
    public void AFunctionThatMakesNothingIsNamed()
    {
        var registry = new EnvironmentRegistry();
        registry.Register(new("studio/MyGame-v0", Nothing));

        Assert.Contains(
            "studio/MyGame-v0", Assert.Throws<InvalidOperationException>(() => registry.Make("studio/MyGame-v0")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MakeAddsTheRegisteredTimeLimit()
    {
        var limit = Assert.IsType<TimeLimit>(EnvironmentRegistry.Default.Make("CartPole-v1"));

        Assert.Equal(500, limit.MaxEpisodeSteps);
        Assert.IsType<ClassicControl.CartPole>(limit.Unwrapped);
    }

    [Fact]
    public void EveryBuiltInEnvironmentIsDescribedAndMade()
    {
        Assert.NotEmpty(EnvironmentRegistry.Default.All);
        foreach (EnvironmentSpec spec in EnvironmentRegistry.Default.All)
        {
            Assert.NotEmpty(spec.Description);
            Assert.Equal(spec.MaxEpisodeSteps is not null, EnvironmentRegistry.Default.Make(spec.Id) is TimeLimit);
        }
    }

    [Theory]
    [InlineData("learnign_rate", "learning_rate")]
    [InlineData("CARTPOLE-V1", "CartPole-v1")]
    [InlineData("Breakout", "MinAtar/Breakout-v1")]
    [InlineData("qqqq", null)]
    public void TheClosestNameIsTheOneOfFewestEdits(string name, string? expected) =>
        Assert.Equal(expected, ClosestMatch.Find(name, ["CartPole-v1", "learning_rate", "MinAtar/Breakout-v1"]));

    private static Environment Nothing() => null!;
}
