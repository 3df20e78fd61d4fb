using Mono.Cecil;

namespace AsyncRL.Structure.Tests;

/// <summary>That the test of the picture can fail, and that the picture of a step shows methods that there are.</summary>
public sealed class PictureTests
{
    private static readonly string[] Real = ["A B", "B C", "A C", "C D", "B D"];

    [Fact]
    public void APictureOfTheFewestArrowsIsRight() => Assert.Empty(Differences("A --> B", "B --> C", "C --> D"));

    [Fact]
    public void AnArrowThatIsMissingIsFound() => Assert.Equal(["not drawn: B --> C (B C)"], Differences("A --> B", "C --> D"));

    [Fact]
    public void AnArrowThatIsNoUseIsFound() =>
        Assert.Equal(
            ["no such use: A --> D", "no such use: D --> C"], Differences("A --> B & D", "B --> C", "C --> D", "D --> C"));

    [Fact]
    public void AnArrowThatFollowsFromOthersIsFound() =>
        Assert.Equal(["follows from other arrows, leave it out: A --> C"], Differences("A --> B & C", "B --> C", "C --> D"));

    [Fact]
    public void ABoxTooManyAndOneTooFewAreFound() => Assert.Equal(
        ["a box for nothing: E", "no box: F"],
        Picture.Differences(
            Picture.Parse([.. Boxes("A", "B", "E"), "A --> B"]).Within(null), UseGraphTests.Of("A B", "F F")));

    [Fact]
    public void AFrameIsABoxOutsideAndItsBoxesAreApart()
    {
        var picture = Picture.Parse(
        [
            "%% uses", "flowchart TD", .. Boxes("A"), "subgraph B[\"B<br/>a frame\"]", .. Boxes("C", "D"),
            "end", "A --> B", "C --> D",
        ]);
        Assert.Equal([("A", "B")], picture.Within(null).Arrows());
        Assert.Equal([("C", "D")], picture.Within("B").Arrows());
    }

    [Theory]
    [InlineData("A -.-> B")]
    [InlineData("A --> C")]
    public void ALineThatIsNotUnderstoodFails(string line) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Picture.Parse([.. Boxes("A", "B"), line]).Within(null));

    [Fact]
    public void EveryBoxOfAStepIsAMethod()
    {
        Dictionary<string, TypeDefinition> types = Assemblies.Types("AsyncRL").Concat(Assemblies.Types("AsyncRL.Neural"))
            .GroupBy(t => t.Name).ToDictionary(g => g.Key, g => g.First());
        foreach (string box in Picture.Read("one step").Names)
        {
            string[] name = box.Split(' ')[^1].Split('.');
            Assert.True(
                types.TryGetValue(name[0], out TypeDefinition? type) && type.Methods.Any(m => m.Name == name[1]),
                $"The picture of a step shows {box}, but there is no such method.");
        }
    }

    private static IReadOnlyList<string> Differences(params string[] arrows) =>
        Picture.Differences(Picture.Parse([.. Boxes("A", "B", "C", "D"), .. arrows]).Within(null), UseGraphTests.Of(Real));

    private static IEnumerable<string> Boxes(params string[] names) => names.Select(n => $"    {n}[\"{n}<br/>some words\"]");
}
