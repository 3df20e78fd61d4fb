using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Topologies;

public sealed class GradientMomentsTests
{
    private static readonly NetworkDescription Apart = new(
        [3], [new Tower("actor", [new DenseLayer(5)], [new Head("policy", 2)]),
            new Tower("critic", [new DenseLayer(5)], [new Head("value", 1)])]);

    private static readonly NetworkDescription Alone = new([3], [new DenseLayer(5)], [new Head("policy", 2)]);

    [Fact]
    public void TheTraceOfTheCovarianceIsTheSumOfTheSampleVariancesOfThePolicysParameters()
    {
        double[][] gradients = Add(Apart, 6, out GradientMoments moments);
        int[] policy = [.. Apart.Parameters.Views.Index()
            .Where(v => v.Item.Name is not ("critic.dense1.weight" or "critic.dense1.bias" or "value.weight" or "value.bias"))
            .SelectMany(v => Enumerable.Range(Apart.Parameters.Views.Take(v.Index).Sum(w => w.Count), v.Item.Count))];
        Assert.Equal(3 * 5 + 5 + 5 * 2 + 2, policy.Length);
        double expected = policy.Sum(k =>
        {
            double mean = gradients.Average(g => g[k]);
            return gradients.Sum(g => (g[k] - mean) * (g[k] - mean)) / (gradients.Length - 1);
        });
        Assert.Equal(expected, moments.TraceOfCovariance, 1e-9);
    }

    [Fact]
    public void DrainedSumsAreThoseOfAllTogetherAndLeaveNothingBehind()
    {
        Add(Alone, 6, out GradientMoments whole);
        Add(Alone, 6, out GradientMoments part, from: 0, to: 2);
        Add(Alone, 6, out GradientMoments rest, from: 2, to: 6);
        var merged = new GradientMoments(Alone.Parameters);
        part.Drain(merged);
        rest.Drain(merged);
        rest.Drain(merged);
        Assert.Equal(whole.TraceOfCovariance, merged.TraceOfCovariance, 1e-12);
        Assert.True(double.IsNaN(rest.TraceOfCovariance));
    }

    [Fact]
    public void OneGradientHasNoVarianceAndEqualOnesHaveNone()
    {
        Add(Alone, 1, out GradientMoments one);
        Assert.True(double.IsNaN(one.TraceOfCovariance));
        var equal = new GradientMoments(Alone.Parameters);
        var gradient = new ParameterVector(Alone.Parameters);
        gradient.Span.Fill(0.1f);
        for (int i = 0; i < 3; i++)
        {
            equal.Add(gradient);
        }

        Assert.Equal(0, equal.TraceOfCovariance, 1e-12);
    }

    [Fact]
    public void SavedSumsGoOnAsIfTheyHadNotBeen()
    {
        Add(Apart, 6, out GradientMoments whole);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        whole.Save(writer);
        stream.Position = 0;
        var loaded = new GradientMoments(Apart.Parameters);
        loaded.Load(new BinaryReader(stream));
        Assert.Equal(whole.TraceOfCovariance, loaded.TraceOfCovariance);
        Assert.Equal(stream.Length, stream.Position);
    }

    private static double[][] Add(
        NetworkDescription network, int count, out GradientMoments moments, int from = 0, int to = int.MaxValue)
    {
        var random = new Random(5);
        moments = new GradientMoments(network.Parameters);
        var all = new List<double[]>();
        for (int i = 0; i < count; i++)
        {
            var gradient = new ParameterVector(network.Parameters);
            var elements = new List<double>();
            foreach (ParameterView view in network.Parameters.Views)
            {
                float[] dense = [.. Enumerable.Range(0, view.Count).Select(_ => random.NextSingle() * 4 - 1)];
                view.CopyFrom(gradient.Span, dense);
                elements.AddRange(dense.Select(x => (double)x));
            }

            all.Add([.. elements]);
            if (i >= from && i < to)
            {
                moments.Add(gradient);
            }
        }

        return [.. all];
    }
}
