namespace AsyncRL.Neural.Tests;

public sealed class BoardTowerLearningTests
{
    private static readonly BoardTowerDescription Small =
        TowerCases.Go(5, new() { Channels = 32, Blocks = 2, Ownership = true });

    [Fact]
    public void ATowerLearnsRandomPositionsByHeart()
    {
        const int Positions = 64;
        var random = new Random(4);
        var samples = new (float[] Features, int Move, float Outcome)[Positions];
        for (int i = 0; i < Positions; i++)
        {
            float[] features = [.. Enumerable.Range(0, Small.InputLength).Select(_ => random.Next(2) * 1f)];
            samples[i] = (features, random.Next(26), random.Next(2) * 2 - 1);
        }

        var theta = new ParameterVector(Small.Parameters);
        Small.Initialize(theta.Span, Initialization.Orthogonal, random.NextDouble);
        var tower = new BoardTower(Small, learns: true);
        var rule = new Adam(weightDecay: 1e-4f);
        OptimizerState state = rule.CreateState(Small.Parameters);
        (double policyLoss, double valueError) = Epoch();
        Assert.Equal(Math.Log(26), policyLoss, 0.15);
        Assert.Equal(1, valueError, 0.15);
        for (int epoch = 0; epoch < 120; epoch++)
        {
            (policyLoss, valueError) = Epoch();
        }

        Assert.True(policyLoss < 0.1, $"the cross-entropy is {policyLoss}");
        Assert.True(valueError < 0.05, $"the squared error is {valueError}");

        (double Policy, double Value) Epoch()
        {
            var slopes = new float[26];
            double cross = 0, squares = 0;
            tower.Load(theta);
            tower.ClearGradient();
            foreach ((float[] features, int move, float outcome) in samples)
            {
                tower.Evaluate(features);
                Categorical.Softmax(tower.Logits, [.. Enumerable.Repeat(true, 26)], slopes);
                cross -= Math.Log(slopes[move]) / Positions;
                squares += (tower.Value - outcome) * (tower.Value - outcome) / Positions;
                slopes[move] -= 1f;
                for (int m = 0; m < 26; m++)
                {
                    slopes[m] /= Positions;
                }

                tower.Backward(slopes, (tower.Value - outcome) / Positions);
            }

            float norm = MathF.Sqrt(GradientMath.SumOfSquares(tower.Gradient, 0, tower.Gradient.Layout.Length));
            rule.Apply(theta, state, tower.Gradient, 3e-3f, GradientMath.ClipScale(norm, 2f));
            return (cross, squares);
        }
    }

    [Fact]
    public void AModelOfATowerLearnsAsTheTowerDoes()
    {
        var description = new ModelDescription(
            [new TowerPart("tower", Small), new ScalarPart("scale", 0.5f) { Group = "other" }], [new("other")]);
        Assert.Same(Small, description.Tower);
        Assert.Contains("tower.block2.conv1.weight", description.Parameters.Views.Select(v => v.Name));
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.Orthogonal, new Random(1).NextDouble);
        var alone = new ParameterVector(Small.Parameters);
        theta.Part(Small.Parameters, 0).Span.CopyTo(alone.Span);

        var rule = new Adam();
        OptimizerState state = rule.CreateState(description), aloneState = rule.CreateState(Small.Parameters);
        var model = new Model(description, theta, 1);
        var tower = new BoardTower(Small, learns: true);
        var random = new Random(2);
        for (int update = 0; update < 3; update++)
        {
            float[] features = TowerCases.Features(Small, random), policy = TowerCases.Features(Small, random)[..26];
            tower.Load(alone);
            tower.ClearGradient();
            tower.Evaluate(features);
            tower.Backward(policy, 0.5f);
            model.Tower.Evaluate(features);
            Assert.False(model.HasGradient(0));
            model.Tower.Backward(policy, 0.5f);
            Assert.True(model.HasGradient(0));
            Assert.True(model.Gradient.Span[..Small.Parameters.Length].SequenceEqual(tower.Gradient.Span));
            float norm = MathF.Sqrt(GradientMath.SumOfSquares(tower.Gradient, 0, Small.Parameters.Length));
            var scales = new float[2];
            Assert.True(model.TryClip(0.1f, scales, out float whole));
            Assert.Equal((norm, GradientMath.ClipScale(norm, 0.1f)), (whole, scales[0]));
            model.Apply(rule, theta, state, [1e-2f, 1f], scales);
            rule.Apply(alone, aloneState, tower.Gradient, 1e-2f, scales[0]);
            Assert.True(theta.Span[..alone.Span.Length].SequenceEqual(alone.Span));
            Assert.Equal(0.5f, model.Scalar("scale"));
            model.LoadTowers();
        }

        ParameterVector other = TowerCases.Drawn(Small, 9), shared = new(description.Parameters);
        other.Span.CopyTo(shared.Span);
        model.Parameters = shared;
        tower.Load(other);
        float[] last = TowerCases.Features(Small, random);
        tower.Evaluate(last);
        model.Tower.Evaluate(last);
        Assert.True(tower.Logits.SequenceEqual(model.Tower.Logits));
    }

    [Fact]
    public void AModelOfATowerHasNoNetworkAndSaysSo()
    {
        var description = new ModelDescription([new TowerPart(string.Empty, Small)]);
        Assert.Same(Small.Parameters, description.Parameters);
        var model = new Model(description, new ParameterVector(description.Parameters), 1, learns: false);
        Assert.Contains("use Tower", Assert.Throws<InvalidOperationException>(() => description.Network).Message);
        Assert.Contains("use Tower", Assert.Throws<InvalidOperationException>(() => model.Network).Message);
        Assert.Contains("use TowerOf", Assert.Throws<ArgumentException>(() => model[0]).Message);
        Assert.Contains("is a tower and no number", Assert.Throws<ArgumentException>(() => model.Scalar(0)).Message);
        Assert.Contains("learns: false", Assert.Throws<InvalidOperationException>(model.Tower.ClearGradient).Message);
        var network = new ModelDescription(new NetworkDescription([3], [], [new("q", 1)]));
        Assert.Contains("use Network", Assert.Throws<InvalidOperationException>(() => network.Tower).Message);
        var plain = new Model(network, new ParameterVector(network.Parameters), 1);
        Assert.Contains("is no tower", Assert.Throws<ArgumentException>(() => plain.Tower).Message);
    }
}
