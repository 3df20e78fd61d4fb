namespace AsyncRL.Cli.Tests;

public class ReturnTextTests
{
    [Theory]
    [InlineData(0, 1, "0.0")]
    [InlineData(12.34, 1, "12.3")]
    [InlineData(-1_234.56, 2, "-1234.56")]
    [InlineData(0.06, 1, "0.1")]
    [InlineData(1e-12, 1, "1E-12")]
    [InlineData(-0.001234, 2, "-0.001234")]
    [InlineData(1.23456e30, 1, "1.235E+30")]
    [InlineData(double.NaN, 1, "-")]
    [InlineData(double.PositiveInfinity, 1, "Infinity")]
    public void ReturnsOfAnySizeCanBeRead(double value, int decimals, string expected) =>
        Assert.Equal(expected, ReturnText.Of(value, decimals));
}
