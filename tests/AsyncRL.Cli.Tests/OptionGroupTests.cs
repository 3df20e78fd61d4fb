namespace AsyncRL.Cli.Tests;

/// <summary>What an author of an algorithm is told of options that cannot be options.</summary>
public class OptionGroupTests
{
    [Fact]
    public void AClassThatIsNoRecordIsRefused() => AssertRefused<NoRecord>("cannot be copied; make it a record");

    [Fact]
    public void ARecordWithoutOptionsIsRefused() => AssertRefused<Empty>("no property with an [Option(");

    [Fact]
    public void ATypeThatOptionsCannotHaveIsRefused() =>
        AssertRefused<Wrong>("The option Rate of", "of the type Single, which options cannot have");

    [Fact]
    public void AnOptionThatCannotBeSetIsRefused() =>
        AssertRefused<Fixed>("The option Rate of", "cannot be set; declare it { get; init; }");

    [Theory]
    [InlineData("")]
    [InlineData("my.group")]
    [InlineData("My group")]
    [InlineData("my-group")]
    public void ANameThatIsNoWordIsRefused(string name) => Assert.Contains(
        $"The name '{name}' of a group of options must be one word in snake_case",
        Assert.Throws<ArgumentException>(() => OptionGroup.Of<Right>(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void EveryTypeThatOptionsCanHaveIsTaken() => Assert.Equal("right", OptionGroup.Of<Right>("right").Name);

    [Fact]
    public void AGroupThatIsDeclaredTwiceIsRefused()
    {
        OptionGroup one = OptionGroup.Of<Right>("one"), two = OptionGroup.Of<Right>("two");
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new OptionSet("mine", [], [one, one])).Message);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new OptionSet("mine", [], [one, two])).Message);
    }

    [Fact]
    public void AnOptionOfAnotherAlgorithmsGroupIsNotRead()
    {
        var mine = new OptionSet("mine", ["ppo.*"], [OptionGroup.Of<Right>("mine")]);
        Assert.True(mine.IsRead("mine.count"));
        Assert.True(mine.IsRead("ppo.n_epochs"));
        Assert.True(mine.IsRead("gamma"));
        Assert.False(mine.IsRead("other.count"));
        Assert.False(mine.IsRead("dqn.double"));
        Assert.Equal(["ppo.*", "mine.*"], mine.Patterns);
    }

    private static void AssertRefused<T>(params string[] because)
        where T : class, new()
    {
        string message = Assert.Throws<ArgumentException>(() => OptionGroup.Of<T>("group")).Message;
        Assert.All(because, b => Assert.Contains(b, message, StringComparison.Ordinal));
    }

    private sealed class NoRecord
    {
        [Option("A rate.")]
        public double Rate { get; init; }
    }

    private sealed record Empty
    {
        public double Rate { get; init; }
    }

    private sealed record Wrong
    {
        [Option("A rate.")]
        public float Rate { get; init; }
    }

    private sealed record Fixed
    {
        [Option("A rate.")]
        public double Rate { get; }
    }

    private sealed record Right
    {
        [Option("A count.", Min = 1)]
        public int Count { get; init; } = 1;

        [Option("A rate.")]
        public double? Rate { get; init; }

        [Option("A switch.")]
        public bool Switch { get; init; }

        [Option("A choice.")]
        public DayOfWeek Day { get; init; }

        [Option("Several.")]
        public IReadOnlyList<double> Several { get; init; } = [];
    }
}
