using AsyncRL.Environments;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Policies;

public class ActionUnitsTests
{
    [Theory]
    [InlineData(-1f, 1f, 0f, 1f)]
    [InlineData(100f, 200f, 150f, 50f)]
    [InlineData(-0.001f, 0.001f, 0f, 0.001f)]
    [InlineData(3f, float.PositiveInfinity, 4f, 1f)]
    [InlineData(float.NegativeInfinity, 3f, 2f, 1f)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity, 0f, 1f)]
    [InlineData(5f, 5f, 5f, 1f)]
    public void MinusOneAndOneAreTheBoundsThatThereAre(float low, float high, float centre, float reach)
    {
        ActionUnits units = ActionUnits.OfBounds(new Box(low, high, 1));
        Assert.Equal(centre, units.FromUnit(0, 0));
        Assert.Equal(centre + reach, units.FromUnit(0, 1));
        Assert.Equal(reach, units.Reach(0));
        var unit = new float[1];
        units.ToUnits([centre - 0.5f * reach], unit);
        Assert.Equal(-0.5f, unit[0], 1e-5f);
    }

    [Fact]
    public void TheWholeRangeOfFloatsStaysFinite()
    {
        ActionUnits units = ActionUnits.OfBounds(new Box(-float.MaxValue, float.MaxValue, 1));
        Assert.Equal(float.MaxValue, units.FromUnit(0, 1));
        Assert.Equal(-float.MaxValue, units.FromUnit(0, -1));
    }
}
