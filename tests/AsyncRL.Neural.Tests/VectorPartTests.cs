namespace AsyncRL.Neural.Tests;

public sealed class VectorPartTests
{
    private static readonly NetworkDescription Network = new([3], [new DenseLayer(5)], [new("value", 2)]);

    private static readonly ModelDescription Described = new(
        [new NetworkPart("agent", Network), new VectorPart("statistics", [.. Enumerable.Range(0, 18).Select(i => (float)i)])]);

    [Fact]
    public void NumbersLieBehindOneAnotherAndStartFromTheInitialOnes()
    {
        var theta = new ParameterVector(Described.Parameters);
        Described.Initialize(theta.Span, Initialization.FanInUniform, new Random(1).NextDouble);
        var part = (VectorPart)Described["statistics"];
        Assert.Equal(Network.Parameters.Length + 32, Described.Parameters.Length);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => (float)i), part.Of(theta).ToArray());
        Assert.Equal([18], Described.Parameters["statistics.value"].Shape);
        Assert.Equal(new float[14], theta.Span[^14..].ToArray());
        part.Of(theta)[17] = 4;
        Assert.Equal(4, theta.Span[Network.Parameters.Length + 17]);
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("rmsprop")]
    public void NoUpdateMovesThem(string optimizer)
    {
        var theta = new ParameterVector(Described.Parameters);
        Described.Initialize(theta.Span, Initialization.FanInUniform, new Random(1).NextDouble);
        var model = new Model(Described, theta, slots: 1);
        Optimizer rule = optimizer == "adam" ? new Adam(0.9f, 0.999f, 1e-8f) : new RmsProp(0.99f, 1e-5f);
        OptimizerState state = rule.CreateState(Described);
        float[] before = theta.Span.ToArray();
        for (int update = 0; update < 3; update++)
        {
            model.Network.Input(0).Fill(1f);
            model.Network.Forward(0, 1);
            model.Network.OutputGradient(0, 0).Fill(1f);
            model.Network.Backward(0, 1);
            model.Apply(rule, theta, state, [0.1f], [1f]);
        }

        Assert.NotEqual(before, theta.Span.ToArray());
        Assert.Equal(before[Network.Parameters.Length..], theta.Span[Network.Parameters.Length..].ToArray());
    }

    [Fact]
    public void WhatIsNoListOfFiniteNumbersIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new VectorPart("none"));
        Assert.Contains(
            "'odd' must start from finite ones",
            Assert.Throws<ArgumentException>(() => new VectorPart("odd", 1f, float.NaN)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ARowOfATensorIsWhereItLies()
    {
        ParameterView view = Described.Parameters["agent.value.weight"];
        var theta = new ParameterVector(Described.Parameters);
        float[] dense = [.. Enumerable.Range(1, view.Count).Select(i => (float)i)];
        view.CopyFrom(theta.Span, dense);
        Assert.Equal(5, view.Rows);
        Assert.Equal([7f, 8f], view.Row(theta.Span, 3).ToArray());
    }
}
