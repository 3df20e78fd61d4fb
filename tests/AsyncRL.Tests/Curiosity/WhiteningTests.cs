using AsyncRL.Curiosity;
using AsyncRL.Environments;

namespace AsyncRL.Tests.Curiosity;

public sealed class WhiteningTests
{
    [Fact]
    public void EachNumberLosesItsMeanIsDividedByItsDeviationAndIsClippedAtFive()
    {
        var random = new Random(1);
        float[][] seen = [.. Enumerable.Range(0, 50).Select(_ => Vector(random))];
        float[] x = [3f, -20f, 500f], whitened = Whiten(seen, x);
        for (int i = 0; i < x.Length; i++)
        {
            double mean = seen.Average(v => v[i]), deviation = Math.Sqrt(seen.Average(v => Math.Pow(v[i] - mean, 2)));
            Assert.Equal(Math.Clamp((x[i] - mean) / deviation, -5, 5), whitened[i], 1e-4);
        }

        Assert.InRange(whitened[0], -4.9f, 4.9f);
        Assert.Equal(5f, whitened[2]);
        static float[] Vector(Random random) =>
            [random.NextSingle() * 8, 100 * random.NextSingle() - 70, 1e-2f * random.NextSingle()];
    }

    // A pixel that was dark in all of random play has deviation 0.
    [Fact]
    public void ANumberThatNeverChangedIsZeroAndIsAtTheLimitWhenItIsAnythingElseForTheFirstTime()
    {
        float[][] seen = [.. Enumerable.Range(0, 1_000).Select(i => new[] { 0f, 1f, 0.1f, -7.3f, i % 2 })];
        Assert.Equal([0f, 0f, 0f, 0f, 1f], Whiten(seen, [0f, 1f, 0.1f, -7.3f, 1f]));
        Assert.Equal([5f, -5f, 5f, -5f, -1f], Whiten(seen, [1f, 0f, 0.2f, -7.4f, 0f]));
    }

    [Fact]
    public void ANumberThatWasSeenOnceInAMillionStepsStaysAtTheLimit()
    {
        var moments = new RunningMoments(1);
        for (int i = 0; i < 1_000_000; i++)
        {
            moments.Add([i == 77 ? 1f : 0f]);
        }

        var whitening = new Whitening(1);
        whitening.Follow(moments);
        float[] x = [1f];
        whitening.Apply(x);
        Assert.Equal(5f, x[0]);
    }

    [Fact]
    public void BeforeAnythingWasSeenItOnlyClips()
    {
        var whitening = new Whitening(2);
        whitening.Follow(new RunningMoments(2));
        float[] x = [0.25f, -9f];
        whitening.Apply(x);
        Assert.Equal([0.25f, -5f], x);
    }

    private static float[] Whiten(float[][] seen, float[] x)
    {
        // As two threads would have it.
        RunningMoments first = new(x.Length), second = new(x.Length), all = new(x.Length);
        for (int i = 0; i < seen.Length; i++)
        {
            (i < seen.Length / 3 ? first : second).Add(seen[i]);
        }

        all.Merge(first);
        all.Merge(second);
        var whitening = new Whitening(x.Length);
        whitening.Follow(all);
        float[] result = [.. x];
        whitening.Apply(result);
        return result;
    }
}
