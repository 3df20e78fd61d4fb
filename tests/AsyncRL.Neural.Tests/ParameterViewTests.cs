namespace AsyncRL.Neural.Tests;

public sealed class ParameterViewTests
{
    private static readonly NetworkDescription Description = new(
        [9, 8, 2], [new Conv2DLayer(5, 3), new Conv2DLayer(20, 3, 2), new DenseLayer(7)], [new("policy", 3), new("value", 1)]);

    [Fact]
    public void EveryTensorHasItsShapeWithoutPadding()
    {
        string[] shapes = [.. Description.Parameters.Views.Select(v => $"{v.Name} {string.Join("x", v.Shape)}")];
        Assert.Equal(
            [
                "conv1.weight 3x3x2x5", "conv1.bias 5", "conv2.weight 3x3x5x20", "conv2.bias 20",
                "dense1.weight 120x7", "dense1.bias 7", "policy.weight 7x3", "policy.bias 3", "value.weight 7x1", "value.bias 1",
            ],
            shapes);
    }

    [Fact]
    public void WhatIsCopiedInComesOutAndNothingOverlaps()
    {
        var flat = new float[Description.Parameters.Length];
        float next = 1;
        foreach (ParameterView view in Description.Parameters.Views)
        {
            view.CopyFrom(flat, [.. Enumerable.Range(0, view.Count).Select(_ => next++)]);
        }

        // Each number was written once, so all must still be there, in order, once everything is written.
        next = 1;
        foreach (ParameterView view in Description.Parameters.Views)
        {
            var values = new float[view.Count];
            view.CopyTo(flat, values);
            Assert.All(values, v => Assert.Equal(next++, v));
        }

        Assert.Equal(Description.Parameters.Count, flat.Count(v => v != 0));
        Assert.True(Description.Parameters.Count < flat.Length);
    }

    [Fact]
    public void CopyingATensorInLeavesItsPaddingAndTheOthersAlone()
    {
        foreach (ParameterView view in Description.Parameters.Views)
        {
            var flat = new float[Description.Parameters.Length];
            Array.Fill(flat, -1f);
            view.CopyFrom(flat, Enumerable.Repeat(2f, view.Count).ToArray());
            Assert.Equal(view.Count, flat.Count(v => v == 2f));
            Assert.Equal(flat.Length - view.Count, flat.Count(v => v == -1f));
        }
    }

    [Fact]
    public void TooFewNumbersAreRefused()
    {
        ParameterView view = Description.Parameters["conv2.weight"];
        Assert.Throws<ArgumentOutOfRangeException>(
            () => view.CopyFrom(new float[Description.Parameters.Length], new float[view.Count - 1]));
        Assert.ThrowsAny<ArgumentException>(
            () => view.CopyTo(new float[Description.Parameters.Length], new float[view.Count - 1]));
    }
}
