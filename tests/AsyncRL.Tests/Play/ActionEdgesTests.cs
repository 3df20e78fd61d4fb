using AsyncRL.Environments;
using AsyncRL.Play;

namespace AsyncRL.Tests.Play;

public sealed class ActionEdgesTests
{
    [Theory]
    [InlineData(-2f, true)]
    [InlineData(-1.61f, true)]
    [InlineData(-1.59f, false)]
    [InlineData(0f, false)]
    [InlineData(1.59f, false)]
    [InlineData(1.61f, true)]
    [InlineData(2f, true)]
    public void ATenthOfTheRangeIsAtABound(float value, bool isAtBound) =>
        Assert.Equal(isAtBound ? 1 : 0, new ActionEdges(new Box(-2f, 2f, 2)).Count([value, 0f]));

    [Fact]
    public void WhereThereIsNoBoundNothingIsAtIt()
    {
        var edges = new ActionEdges(new Box(
            [float.NegativeInfinity, 0f, 5f], [float.PositiveInfinity, float.PositiveInfinity, 5f]));
        Assert.Equal(0, edges.Count([-1e30f, 0.1f, 5f]));
        Assert.Equal(1, edges.Count([1e30f, 0f, 5f]));
    }
}
