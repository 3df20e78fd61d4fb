using AsyncRL.Environments;
using AsyncRL.Observations;

namespace AsyncRL.Tests.Topologies;

public sealed class ObservationNormalizerTests
{
    [Fact]
    public void MergedMomentsAreThoseOfAllVectorsTogether()
    {
        var random = new Random(1);
        float[][] all =
            [.. Enumerable.Range(0, 1_000).Select(_ => new[] { random.NextSingle() * 100 + 1_000, random.NextSingle() - 0.5f })];
        var whole = new RunningMoments(2);
        for (int start = 0, size = 1; start < all.Length; start += size, size = size * 3 % 97 + 1)
        {
            var part = new RunningMoments(2);
            foreach (float[] vector in all.Skip(start).Take(size))
            {
                part.Add(vector);
            }

            whole.Merge(part);
        }

        whole.Merge(new RunningMoments(2));
        Assert.Equal(1_000, whole.Count);
        for (int i = 0; i < 2; i++)
        {
            double mean = all.Average(v => (double)v[i]);
            Assert.Equal(mean, whole.Mean(i), 1e-9 * Math.Abs(mean) + 1e-12);
            Assert.Equal(all.Average(v => (v[i] - mean) * (v[i] - mean)), whole.Variance(i), 1e-9);
        }
    }

    [Fact]
    public void ScaledObservationsHaveMeanZeroAndDeviationOneAndAreClipped()
    {
        var normalizer = new ObservationNormalizer(1);
        var own = new RunningMoments(1);
        var scaling = new ObservationScaling(1);
        float[] unscaled = [3f];
        scaling.Apply(unscaled);
        Assert.Equal(3f, unscaled[0]);
        foreach (float x in (float[])[4f, 8f])
        {
            own.Add([x]);
        }

        normalizer.TryMerge(own, scaling);
        Assert.Equal(0, own.Count);
        float[] a = [8f], far = [1e9f];
        scaling.Apply(a);
        scaling.Apply(far);
        Assert.Equal(1f, a[0], 1e-6f);
        Assert.Equal(ObservationScaling.Limit, far[0]);
        Assert.Equal(6f, normalizer.Snapshot().Mean[0]);
    }

    [Fact]
    public void NoObservationIsLostWhenThreadsMergeAtOnce()
    {
        const int Threads = 8, Each = 20_000;
        var normalizer = new ObservationNormalizer(1);
        var leftOver = new RunningMoments(1);
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, t =>
        {
            var own = new RunningMoments(1);
            var scaling = new ObservationScaling(1);
            for (int i = 0; i < Each; i++)
            {
                own.Add([i]);
                normalizer.TryMerge(own, scaling);
            }

            lock (leftOver)
            {
                leftOver.Merge(own);
            }
        });
        normalizer.TryMerge(leftOver, new ObservationScaling(1));
        using var stream = new MemoryStream();
        normalizer.Save(new BinaryWriter(stream));
        Assert.Equal(Threads * Each, BitConverter.ToInt64(stream.ToArray()));
        Assert.Equal((Each - 1) / 2f, normalizer.Snapshot().Mean[0], 1e-2f);
    }
}
