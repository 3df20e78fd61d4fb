namespace AsyncRL.Neural.Tests;

public sealed class CategoricalTests
{
    [Fact]
    public void SoftmaxAndEntropyAreTheirFormulas()
    {
        float[] logits = [1f, -2f, 0.5f, 30f, 29f], pi = new float[5];
        Categorical.Softmax(logits, [], pi);
        double[] e = [.. logits.Select(z => Math.Exp(z))];
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(e[i] / e.Sum(), pi[i], 1e-6);
        }

        Assert.Equal(-e.Sum(x => x / e.Sum() * Math.Log(x / e.Sum())), Categorical.Entropy(pi), 1e-5);
    }

    [Fact]
    public void HugeLogitsDoNotOverflow()
    {
        var pi = new float[3];
        Categorical.Softmax([3e38f, -3e38f, 0f], [], pi);
        Assert.Equal([1f, 0f, 0f], pi);
        Assert.Equal(0f, Categorical.Entropy(pi));
    }

    [Fact]
    public void SamplesComeAsOftenAsTheirProbabilitySays()
    {
        float[] pi = [0.1f, 0f, 0.6f, 0.3f];
        var random = new Random(1);
        var counts = new int[4];
        for (int i = 0; i < 200_000; i++)
        {
            counts[Categorical.Sample(pi, random.NextDouble())]++;
        }

        for (int a = 0; a < 4; a++)
        {
            Assert.Equal(pi[a], counts[a] / 200_000.0, 5e-3);
        }

        Assert.Equal(0, counts[1]);
        Assert.Equal(2, Categorical.ArgMax(pi));
    }

    [Fact]
    public void AnIllegalActionHasProbabilityExactlyZeroAndTheOthersShareTheRest()
    {
        // The illegal logits are the greatest, so that a mask put on after the softmax would lose the others to rounding.
        float[] pi = [9f, 9f, 9f, 9f];
        Categorical.Softmax([1f, 200f, 2f, float.NaN], [true, false, true, false], pi);
        Assert.Equal(0f, pi[1]);
        Assert.Equal(0f, pi[3]);
        Assert.Equal(1 / (1 + Math.E), pi[0], 1e-6);
        Assert.Equal(Math.E / (1 + Math.E), pi[2], 1e-6);
        Assert.Equal(2, Categorical.ArgMax(pi));
        double p = pi[0];
        Assert.Equal(-p * Math.Log(p) - (1 - p) * Math.Log(1 - p), Categorical.Entropy(pi), 1e-6);
        Categorical.Softmax([5f, 1f], [false, true], pi.AsSpan(0, 2));
        Assert.Equal([0f, 1f], pi[..2]);
    }

    [Fact]
    public void AMillionSamplesHoldNoIllegalAction()
    {
        var random = new Random(1);
        float[] logits = new float[6], pi = new float[6];
        var legal = new bool[6];
        for (int i = 0; i < 1_000_000; i++)
        {
            if (i % 100 == 0)
            {
                for (int a = 0; a < 6; a++)
                {
                    logits[a] = random.NextSingle() * 20 - 10;
                    legal[a] = random.Next(2) == 0;
                }

                legal[random.Next(6)] = true;
                Categorical.Softmax(logits, legal, pi);
            }

            Assert.True(legal[Categorical.Sample(pi, i % 3 == 0 ? 0.9999999999999999 : random.NextDouble())]);
        }
    }

    [Fact]
    public void AMaskWithoutALegalActionIsRefused() =>
        Assert.Contains(
            "No outcome is legal",
            Assert.Throws<ArgumentException>(() => Categorical.Softmax([1f, 2f], [false, false], new float[2])).Message,
            StringComparison.Ordinal);
}
