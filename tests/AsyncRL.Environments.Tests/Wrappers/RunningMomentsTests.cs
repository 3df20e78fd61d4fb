namespace AsyncRL.Environments.Tests.Wrappers;

public sealed class RunningMomentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(37)]
    public void EveryElementIsThatOfOneByOne(int length)
    {
        var random = new Random(length);
        var moments = new RunningMoments(length);
        var means = new double[length];
        var squares = new double[length];
        for (int n = 1; n <= 50; n++)
        {
            float[] vector = [.. Enumerable.Range(0, length).Select(i => (random.NextSingle() * 10) + i)];
            moments.Add(vector);
            double share = 1.0 / n;
            for (int i = 0; i < length; i++)
            {
                double distance = vector[i] - means[i];
                means[i] += distance * share;
                squares[i] += distance * (vector[i] - means[i]);
            }
        }

        for (int i = 0; i < length; i++)
        {
            Assert.Equal(means[i], moments.Mean(i));
            Assert.Equal(squares[i] / 50, moments.Variance(i));
        }
    }
}
