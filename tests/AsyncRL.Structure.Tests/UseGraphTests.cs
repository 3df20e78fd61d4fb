namespace AsyncRL.Structure.Tests;

/// <summary>That the tests of rooms can fail.</summary>
public sealed class UseGraphTests
{
    [Fact]
    public void AUseThatFollowsFromOthersIsNotEssential() =>
        Assert.Equal(
            [("A", "B"), ("B", "C"), ("C", "D"), ("E", "C")], Of("A B", "B C", "A C", "A D", "C D", "E C", "E D").Essential());

    [Fact]
    public void TwoThatUseEachOtherAreACycle() =>
        Assert.Equal(["A uses B (A B); B uses A (B A); "], Of("A B", "B A", "C A").Cycles());

    [Fact]
    public void ALongCycleIsFoundOnceAndWhatOnlyLeadsThereIsNotPartOfIt() =>
        Assert.Equal(
            ["A uses B (A B); B uses C (B C); C uses D (C D); D uses A (D A); "],
            Of("A B", "B C", "C D", "D A", "E A", "D F").Cycles());

    [Fact]
    public void CyclesThatShareARoomAreBothFound() => Assert.Equal(2, Of("A B", "B A", "A C", "C A").Cycles().Count);

    internal static UseGraph Of(params string[] uses)
    {
        var graph = new UseGraph();
        foreach (string use in uses)
        {
            graph.Add(use.Split(' ')[0], use.Split(' ')[1], use);
        }

        return graph;
    }
}
