namespace AsyncRL.Environments.Tests;

public sealed class FiniteTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void TheFirstNumberThatIsNotFiniteIsFoundWhereverItStands(float bad)
    {
        for (int length = 1; length < 70; length++)
        {
            var values = new float[length];
            Array.Fill(values, float.MaxValue);
            Assert.Equal(-1, Finite.FirstNonfinite(values));
            for (int at = 0; at < length; at++)
            {
                values[at] = bad;
                Assert.Equal(at, Finite.FirstNonfinite(values));
                values[at] = -float.MaxValue;
            }
        }
    }

    [Fact]
    public void TheFirstNumberBeyondALimitIsFoundWhereverItStands()
    {
        for (int length = 1; length < 70; length++)
        {
            var values = new float[length];
            Array.Fill(values, -10f);
            Assert.Equal(-1, Finite.FirstBeyond(values, 10f));
            for (int at = 0; at < length; at++)
            {
                values[at] = at % 2 == 0 ? 10.001f : -10.001f;
                Assert.Equal(at, Finite.FirstBeyond(values, 10f));
                values[at] = 10f;
            }
        }
    }
}
