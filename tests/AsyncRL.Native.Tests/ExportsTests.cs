using System.Text;

namespace AsyncRL.Native.Tests;

/// <summary>The C interface, called as C calls it.</summary>
public sealed unsafe class ExportsTests
{
    [Fact]
    public void AnEnvironmentIsMadePlayedAndClosed()
    {
        delegate* unmanaged<nint, int> describe = &Exports.Describe;
        delegate* unmanaged<nint, BatchBuffers*, int> bind = &Exports.Bind;
        delegate* unmanaged<nint, int, int, ulong*, byte*, byte*, int> reset = &Exports.Reset;
        delegate* unmanaged<nint, int, long, int> stepOne = &Exports.StepOne;
        delegate* unmanaged<nint, int, byte*, int, int> render = &Exports.Render;
        delegate* unmanaged<nint, int> close = &Exports.Close;
        nint batch = Create("""{"id": "CartPole-v1", "autoreset": "disabled"}""");
        Assert.True(batch > 0);
        Assert.True(describe(batch) > 0);
        Assert.StartsWith(
            """{"observation_space":{"kind":"box","dtype":"float32","shape":[4],""", Text(), StringComparison.Ordinal);
        using var arrays = new TestArrays(Catalog.Registry.Make("CartPole-v1"), 1, 1);
        BatchBuffers buffers = arrays.Buffers;
        Assert.Equal(0, bind(batch, &buffers));
        Assert.Equal((int)Outcome.ResetNeeded, stepOne(batch, 0, 0));
        Assert.Contains("before its first reset", Text(), StringComparison.Ordinal);
        ulong seed = 0;
        byte seeded = 1;
        Assert.Equal(0, reset(batch, 0, 1, &seed, &seeded, null));
        // What Gymnasium's CartPole-v1 gives for the seed 0.
        Assert.Equal(0.01369617f, ((float*)buffers.Observations[0])[0], 1e-8f);
        Assert.Equal((int)Outcome.Refused, stepOne(batch, 0, 5));
        Assert.EndsWith("was given the action 5, but its actions are Discrete(2).", Text(), StringComparison.Ordinal);
        Assert.Equal(0, reset(batch, 0, 1, null, null, null));
        Assert.Equal(0, stepOne(batch, 0, 1));
        Assert.Equal(1, buffers.Rewards[0]);
        byte pixel = 0;
        Assert.Equal((int)Outcome.Failed, render(batch, 0, &pixel, 1));
        Assert.Contains("the buffer holds 1", Text(), StringComparison.Ordinal);
        Assert.Equal(0, close(batch));
    }

    [Theory]
    [InlineData("""{"id": "CartPol-v1"}""", -2, "Unknown environment 'CartPol-v1'; did you mean 'CartPole-v1'?")]
    [InlineData("""{"id": "zzzzzzzzzzzzzzzzzzzzzzzz-v1"}""", -2, "Unknown environment")]
    [InlineData("""{"id": "TMaze-v0", "options": {"corridor": "4"}}""", -1, "TMaze-v0 has no option 'corridor'")]
    [InlineData("""{"id": "CartPole-v1", "count": 0}""", -1, "at least 1")]
    [InlineData("", -1, "asks for no environments")]
    public void WhatCannotBeMadeIsSaid(string request, int outcome, string text)
    {
        Assert.Equal(outcome, (int)Create(request));
        Assert.Contains(text, Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAHandleEveryCallIsRefused()
    {
        delegate* unmanaged<nint, int, int> step = &Exports.Step;
        delegate* unmanaged<nint, int, float*, float*, double*, byte*, int> goals = &Exports.Goals;
        Assert.Equal((int)Outcome.Refused, step(0, 0));
        Assert.Contains("closed, or never made", Text(), StringComparison.Ordinal);
        Assert.Equal((int)Outcome.Refused, goals(0, 0, null, null, null, null));
    }

    private static nint Create(string request)
    {
        delegate* unmanaged<byte*, nint> create = &Exports.Create;
        fixed (byte* text = Encoding.UTF8.GetBytes(request + '\0'))
        {
            return create(text);
        }
    }

    private static string Text()
    {
        delegate* unmanaged<byte*, int, int> text = &Exports.Text;
        byte[] bytes = new byte[text(null, 0)];
        fixed (byte* start = bytes)
        {
            text(start, bytes.Length);
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
