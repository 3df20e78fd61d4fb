namespace AsyncRL.Neural.Tests;

/// <summary>Backward passes of towers equal finite differences of the formulas, which are computed in double precision.</summary>
public sealed class BoardTowerGradientTests
{
    private const double Step = 1e-5;

    public static TheoryData<string, string> Cases => TowerCases.WithWidths;

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsEqualFiniteDifferences(string name, string width)
    {
        BoardTowerDescription description = TowerCases.Towers[name];
        var random = new Random(7);
        ParameterVector theta = TowerCases.Drawn(description, 5);
        var naive = new NaiveTower(description, theta.Span);
        var tower = new BoardTower(description, learns: true, NetworkGradientTests.Kernels(width));
        tower.Load(theta);

        // Two evaluations, one of them of a part of the board: gradients add up.
        bool[] part = [.. Enumerable.Range(0, description.Points).Select(p => p == 0 || random.NextSingle() < 0.7f)];
        (float[] Features, bool[]? OnBoard, Slopes Slopes)[] samples =
        [
            (TowerCases.Features(description, random), null, new Slopes(description, random)),
            (TowerCases.Features(description, random), part, new Slopes(description, random)),
        ];
        float[][] inputs = [new float[description.InputLength], new float[description.InputLength]];
        tower.Gradient.Span.Fill(1f);
        tower.ClearGradient();
        for (int i = 0; i < samples.Length; i++)
        {
            Slopes s = samples[i].Slopes;
            tower.Evaluate(samples[i].Features, samples[i].OnBoard);
            tower.Backward(s.Policy, s.Value, s.Ownership, s.Score, inputs[i]);
        }

        float[] gradient = tower.Gradient.Span.ToArray();
        int samplesOfATensor = Math.Max(3, (int)(60_000_000 / description.ForwardFlops / description.Parameters.Views.Count));
        foreach (ParameterView view in description.Parameters.Views)
        {
            var slopes = new float[view.Count];
            view.CopyTo(gradient, slopes);
            for (int n = 0; n < Math.Min(view.Count, samplesOfATensor); n++)
            {
                int i = view.Count <= samplesOfATensor ? n : random.Next(view.Count);
                ref double parameter = ref naive[view.Name, i];
                double original = parameter;
                parameter = original + Step;
                double above = Loss();
                parameter = original - Step;
                double below = Loss();
                parameter = original;
                Near((above - below) / (2 * Step), slopes[i], $"{view.Name}[{i}]");
            }
        }

        for (int n = 0; n < 2 * samplesOfATensor; n++)
        {
            int sample = n % 2, i = random.Next(description.InputLength);
            double[] features = TowerCases.Wide(samples[sample].Features);
            double original = features[i];
            features[i] = original + Step;
            double above = LossOf(sample, features);
            features[i] = original - Step;
            Near((above - LossOf(sample, features)) / (2 * Step), inputs[sample][i], $"input {i} of sample {sample}");
        }

        double Loss() => Enumerable.Range(0, 2).Sum(i => LossOf(i, TowerCases.Wide(samples[i].Features)));

        double LossOf(int sample, double[] features)
        {
            Slopes s = samples[sample].Slopes;
            (double[] policy, double value, double[] ownership, double score) = naive.Evaluate(features, samples[sample].OnBoard);
            return policy.Zip(s.Policy, (a, b) => a * b).Sum() + value * s.Value + score * s.Score
                + ownership.Zip(s.Ownership, (a, b) => a * b).Sum();
        }

        static void Near(double expected, double actual, string what) => Assert.True(
            Math.Abs(expected - actual) <= 1e-3 + 2e-3 * Math.Abs(expected), $"{what} has {actual}, but should have {expected}");
    }

    [Fact]
    public void GradientsLeftOutAreZeros()
    {
        BoardTowerDescription description = TowerCases.Towers["go 5 x 5"];
        var tower = new BoardTower(description, learns: true);
        tower.Load(TowerCases.Drawn(description, 5));
        var random = new Random(1);
        float[] features = TowerCases.Features(description, random), policy = TowerCases.Features(description, random)[..26];
        tower.Evaluate(features);
        tower.Backward(policy, 0.4f);
        float[] gradient = tower.Gradient.Span.ToArray();
        tower.ClearGradient();
        tower.Evaluate(features);
        tower.Backward(policy, 0.4f, new float[25], 0f);
        Assert.True(tower.Gradient.Span.SequenceEqual(gradient));
    }

    private sealed class Slopes(BoardTowerDescription tower, Random random)
    {
        public float[] Policy { get; } = Draw(tower.Moves.Count, random);

        public float Value { get; } = random.NextSingle() * 4 - 2;

        public float[] Ownership { get; } = Draw(tower.Settings.Ownership ? tower.Points : 0, random);

        public float Score { get; } = tower.Settings.Score ? random.NextSingle() * 2 - 1 : 0f;

        private static float[] Draw(int count, Random random) =>
            [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
