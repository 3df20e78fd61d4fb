using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Registry;

/// <summary>What becomes of an option between its text and the parameter.</summary>
public class EnvironmentOptionTests
{
    private const string Id = "Test/Many-v0";

    private enum Weather
    {
        Sunny,
        HeavyRain,
    }

    [Theory]
    [InlineData("whole=7", "whole=7")]
    [InlineData("whole=1_000", "whole=1000")]
    [InlineData("whole=1e3", "whole=1000")]
    [InlineData("large=9007199254740993", "large=9007199254740993")]
    [InlineData("seed=18446744073709551615", "seed=18446744073709551615")]
    [InlineData("seed=none", "seed=none")]
    [InlineData("number=0.25", "number=0.25")]
    [InlineData("small=0.5", "small=0.5")]
    [InlineData("truth=True", "truth=true")]
    [InlineData("text=a=b c", "text=a=b c")]
    [InlineData("word=east", "word=east")]
    [InlineData("weather=heavy_rain", "weather=heavy_rain")]
    [InlineData("maybe=3", "maybe=3")]
    [InlineData("maybe=none", "maybe=none")]
    [InlineData("wholes=1, 2,3", "wholes=1,2,3")]
    [InlineData("numbers=[0.5,2]", "numbers=0.5,2")]
    [InlineData("numbers=", "numbers=")]
    [InlineData("texts=SF,FG", "texts=SF,FG")]
    [InlineData("texts=none", "texts=none")]
    public void EveryKindIsReadAndReachesTheParameter(string setting, string expected)
    {
        EnvironmentRegistry registry = Registered();
        EnvironmentOptions options = registry.Check(Id, EnvironmentOptions.Parse(setting));
        Assert.Equal(expected, $"{options}");
        Assert.Contains($"|{expected}|", ((Many)registry.Make(Id, options)).Received, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotGivenKeepsItsDefault() => Assert.Equal(
        "|whole=4|large=5|seed=none|number=0.1|small=2|truth=false|text=plain|word=north|weather=sunny|maybe=none|wholes=none" +
        "|numbers=none|texts=none|hidden=9|",
        ((Many)Registered().Make(Id)).Received);

    [Theory]
    [InlineData("whole=x", "whole of Test/Many-v0: 'x' is not a whole number.")]
    [InlineData("whole=1.5", "whole of Test/Many-v0: '1.5' is not a whole number.")]
    [InlineData("whole=none", "whole of Test/Many-v0: 'none' is not a whole number.")]
    [InlineData("whole=3000000000", "whole of Test/Many-v0: 3000000000 is out of range; it must be from 1 to 1000.")]
    [InlineData("large=1e25", "large of Test/Many-v0: 1e25 is out of range; it must be from 0 to 9223372036854775807.")]
    [InlineData("whole=0", "whole of Test/Many-v0: 0 is out of range; it must be from 1 to 1000.")]
    [InlineData("large=-1", "large of Test/Many-v0: -1 is out of range; it must be at least 0.")]
    [InlineData(
        "seed=-1", "seed of Test/Many-v0: -1 is out of range; it must be from 0 to 18446744073709551615, or 'none'.")]
    [InlineData("number=ten", "number of Test/Many-v0: 'ten' is not a number.")]
    [InlineData("number=NaN", "number of Test/Many-v0: NaN is out of range; it must be a finite number.")]
    [InlineData("small=2.5", "small of Test/Many-v0: 2.5 is out of range; it must be at most 2.")]
    [InlineData("truth=yes", "truth of Test/Many-v0: 'yes' is not true or false.")]
    [InlineData("word=nort", "word of Test/Many-v0: 'nort' is not one of north, east; did you mean 'north'?")]
    [InlineData("word=zzzzzzzzz", "word of Test/Many-v0: 'zzzzzzzzz' is not one of north, east.")]
    [InlineData("weather=snow", "weather of Test/Many-v0: 'snow' is not one of sunny, heavy_rain.")]
    [InlineData("maybe=-1", "maybe of Test/Many-v0: -1 is out of range; it must be at least 0, or 'none'.")]
    [InlineData(
        "wholes=1,3000000000",
        "wholes of Test/Many-v0: 3000000000 is out of range; it must be from -2147483648 to 2147483647, or 'none'.")]
    [InlineData("wholes=1,x", "wholes of Test/Many-v0: '1,x' is not a list of whole numbers, or 'none'.")]
    [InlineData("numbers=1,-1", "numbers of Test/Many-v0: -1 is out of range; it must be at least 0, or 'none'.")]
    [InlineData("max_episode_steps=0", "max_episode_steps of Test/Many-v0: 0 is out of range; it must be at least 1, or 'none'.")]
    [InlineData(
        "hidden=3",
        "Test/Many-v0 has no option 'hidden'. It reads whole, large, seed, number, small, truth, text, " +
        "word, weather, maybe, wholes, numbers, texts, max_episode_steps.")]
    [InlineData(
        "whoel=3",
        "Test/Many-v0 has no option 'whoel'; did you mean 'whole'? It reads whole, large, seed, number, small, truth, text, " +
        "word, weather, maybe, wholes, numbers, texts, max_episode_steps.")]
    public void WhatDoesNotFitIsRefusedWithKeyValueAndWhatWasExpected(string setting, string message)
    {
        EnvironmentOptions options = EnvironmentOptions.Parse(setting);
        Assert.Equal(message, Assert.Throws<EnvironmentOptionException>(() => Registered().Check(Id, options)).Message);
        Assert.Equal(message, Assert.Throws<EnvironmentOptionException>(() => Registered().Make(Id, options)).Message);
    }

    [Fact]
    public void AnEnvironmentWithoutOptionsReadsItsTimeLimitOnly() => Assert.Equal(
        "KeyDoor-v0 has no option 'size'. It reads max_episode_steps.",
        Assert.Throws<EnvironmentOptionException>(
            () => EnvironmentRegistry.Default.Make("KeyDoor-v0", new EnvironmentOptions(("size", 3)))).Message);

    [Theory]
    [InlineData(
        "Labyrinth-v0", "size=6, apples=2",
        "Labyrinth-v0 cannot be made with size=6: A labyrinth's size must be odd and at least 5.")]
    [InlineData(
        "FrozenLake-v1", "is_slippery=true, desc=SFH,FFF",
        "FrozenLake-v1 cannot be made with is_slippery=true, desc=SFH,FFF: The map of the frozen lake has no goal; mark at " +
        "least one cell G.")]
    public void WhatTheConstructorRefusesIsToldInItsWords(string id, string settings, string message)
    {
        EnvironmentOptions options = EnvironmentOptions.Parse(settings.Split(", "));
        EnvironmentRegistry.Default.Check(id, options);
        EnvironmentOptionException error = Assert.Throws<EnvironmentOptionException>(
            () => EnvironmentRegistry.Default.Make(id, options));
        Assert.Equal(message, error.Message);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void AConstructorThatThrowsWithoutOptionsIsNotBlamedOnThem()
    {
        var registry = new EnvironmentRegistry();
        registry.Register(EnvironmentSpec.Of("Test/Throws-v0", Throwing));
        Assert.StartsWith(
            "'Test/Throws-v0' could not be made: ArgumentException: Broken.",
            Assert.ThrowsAny<InvalidOperationException>(() => registry.Make("Test/Throws-v0")).Message);

        static Chain Throwing([EnvironmentOption("Nothing.")] int number = 0) => throw new ArgumentException("Broken.");
    }

    [Fact]
    public void ValuesFromCodeAreWrittenAsTextsAreRead()
    {
        var options = new EnvironmentOptions(
            ("whole", 3), ("number", 0.1), ("truth", true), ("weather", Weather.HeavyRain), ("wholes", new[] { 1, 2 }),
            ("maybe", null), ("whole", 4));
        Assert.Equal("whole=4, number=0.1, truth=true, weather=heavy_rain, wholes=1,2, maybe=none", $"{options}");
        Assert.Equal("4", options["whole"]);
        Assert.Null(options["text"]);
    }

    [Fact]
    public void LaterOptionsWinAndTheOriginalsStay()
    {
        var under = new EnvironmentOptions(("a", 1), ("b", 2));
        Assert.Equal("a=1, b=3, c=4", $"{under.With(new EnvironmentOptions(("b", 3), ("c", 4)))}");
        Assert.Equal("a=1, b=2", $"{under}");
    }

    [Fact]
    public void OptionsAreEqualInWhateverOrder()
    {
        var one = new EnvironmentOptions(("a", 1), ("b", 2));
        var other = new EnvironmentOptions(("b", 2), ("a", 1));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, new EnvironmentOptions(("a", 1)));
        Assert.NotEqual(one, new EnvironmentOptions(("a", 1), ("b", 3)));
    }

    [Theory]
    [InlineData("corridor_length")]
    [InlineData("=3")]
    public void ATextThatIsNoKeyAndValueIsRefused(string setting) => Assert.Equal(
        $"'{setting}' is not key=value, such as corridor_length=20.",
        Assert.Throws<ArgumentException>(() => EnvironmentOptions.Parse(setting)).Message);

    [Fact]
    public void AnOptionOfATypeThatIsNoTextIsRefusedWhenItIsRegistered() => Assert.Contains(
        "The option 'time' of 'Test/Wrong-v0' is a DateTime",
        Assert.Throws<ArgumentException>(() => EnvironmentSpec.Of(
            "Test/Wrong-v0", ([EnvironmentOption("Time.")] DateTime time = default) => new Chain())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AnOptionCalledAsTheTimeLimitIsRefusedWhenItIsRegistered() => Assert.Contains(
        "that is the time limit, which every id has",
        Assert.Throws<ArgumentException>(() => EnvironmentSpec.Of(
            "Test/Wrong-v0", ([EnvironmentOption("Limit.")] int maxEpisodeSteps = 3) => new Chain())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AParameterWithoutDefaultIsRefusedWhenItIsRegistered() => Assert.Contains(
        "The parameter 'length' of what makes 'Test/Wrong-v0' has no default",
        Assert.Throws<ArgumentException>(() => EnvironmentSpec.Of("Test/Wrong-v0", (int length) => new Chain(length))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AFunctionThatMakesNoEnvironmentIsRefusedWhenItIsRegistered() => Assert.Contains(
        "returns Int32", Assert.Throws<ArgumentException>(() => EnvironmentSpec.Of("Test/Wrong-v0", () => 3)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ADefaultForWhatIsNoOptionIsRefusedWhenItIsRegistered() => Assert.Equal(
        "'Test/Wrong-v0' has a default for 'size', but its options are length.",
        Assert.Throws<ArgumentException>(
            () => EnvironmentSpec.Of<Chain>("Test/Wrong-v0", defaults: new EnvironmentOptions(("size", 3)))).Message);

    private static EnvironmentRegistry Registered()
    {
        var registry = new EnvironmentRegistry();
        registry.Register(EnvironmentSpec.Of(Id, Make));
        return registry;

        static Many Make(
            [EnvironmentOption("A.", Min = 1, Max = 1000)] int whole = 4,
            [EnvironmentOption("B.", Min = 0)] long large = 5,
            [EnvironmentOption("C.")] ulong? seed = null,
            [EnvironmentOption("D.")] double number = 0.1,
            [EnvironmentOption("E.", Max = 2)] float small = 2,
            [EnvironmentOption("F.")] bool truth = false,
            [EnvironmentOption("G.")] string text = "plain",
            [EnvironmentOption("H.", Choices = "north|east")] string word = "north",
            [EnvironmentOption("I.")] Weather weather = Weather.Sunny,
            [EnvironmentOption("J.", Min = 0)] int? maybe = null,
            [EnvironmentOption("K.")] IReadOnlyList<int>? wholes = null,
            [EnvironmentOption("L.", Min = 0)] double[]? numbers = null,
            [EnvironmentOption("M.")] string[]? texts = null,
            int hidden = 9) => new(new EnvironmentOptions(
                ("whole", whole), ("large", large), ("seed", seed), ("number", number), ("small", small), ("truth", truth),
                ("text", text), ("word", word), ("weather", weather), ("maybe", maybe), ("wholes", wholes),
                ("numbers", numbers), ("texts", texts), ("hidden", hidden)));
    }

    private sealed class Many(EnvironmentOptions received) : DiscreteEnvironment(new Box(0, 1, 1), actions: 2)
    {
        public string Received { get; } = $"|{string.Join('|', received.Values.Select(v => $"{v.Key}={v.Value}"))}|";

        protected override void OnReset(Span<float> observation) => observation[0] = 0;

        protected override StepResult OnStep(int action, Span<float> observation) => new(0, true);
    }
}
