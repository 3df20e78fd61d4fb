using AsyncRL.Environments;
using AsyncRL.Gymnasium.Tests.Support;
using Xunit.Abstractions;

namespace AsyncRL.Gymnasium.Tests;

/// <summary>Every space that can be played, on its way in and out, in both places; and those that cannot, by name.</summary>
public sealed class SpaceTests(ITestOutputHelper output)
{
    private static readonly float[] Counting = [.. Enumerable.Range(0, 24).Select(i => (float)i)];

    public static TheoryData<string, string> Boxes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach ((string type, string text) in new (string, string)[]
            {
                ("float32", ""), ("float64", ""), ("float16", ""), ("uint8", ", UInt8"), ("int8", ", Int8"),
                ("int16", ", Int16"), ("uint16", ", Int32"), ("int32", ", Int32"), ("uint32", ", Int32"), ("int64", ", Int32"),
            })
            {
                data.Add(type, $"Box(0, 100, (2, 3, 4){text})");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Boxes))]
    public void BoxesOfAnyTypeKeepTheirNumbers(string type, string expected)
    {
        Shows(type, expected, Counting);
        Shows(type, expected, Counting, PythonPlace.Process);
    }

    [Fact]
    public void ImagesKeepTheirAxesOrGetThemInOrder()
    {
        float[] bytes = [.. Enumerable.Range(0, 144).Select(i => (float)i)];
        Shows("hwc", "Box(0, 255, (8, 6, 3), UInt8)", bytes);

        // Row r, column c, channel k lies at k * 48 + r * 6 + c in (3, 8, 6).
        float[] moved = [.. Enumerable.Range(0, 144).Select(i => (float)((i % 3 * 48) + (i / 3)))];
        Shows("chw", "Box(0, 255, (8, 6, 3), UInt8)", moved);
        Shows("chw", "Box(0, 255, (3, 8, 6), UInt8)", bytes, layout: ImageLayout.Hwc);
    }

    [Fact]
    public void OtherSpacesAreTheSameHere()
    {
        Shows("discrete", "Discrete(5, start=3)", [6]);
        Shows("multi_discrete", "MultiDiscrete([3, 4])", [2, 3]);
        Shows("multi_binary", "MultiBinary(4)", [1, 0, 0, 1]);
        Shows("tuple", "Tuple(Discrete(4), Box(0, 9, (2)))", [2, 4, 5]);
        Shows("dict", "Dict(a: Box(0, 9, (2)), inner.b: MultiBinary(2), z: Discrete(4))", [1, 2, 0, 1, 3]);
    }

    [Fact]
    public void BoundsAreEachElementsOwn()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = GymnasiumEnvironment.Create(TestPython.World("Echo", ("kind", "bounds")));
        var box = Assert.IsType<Box>(environment.ObservationSpace);
        Assert.Equal([-1, float.NegativeInfinity], box.Low.ToArray());
        Assert.Equal([float.PositiveInfinity, 2], box.High.ToArray());
    }

    [Theory]
    [InlineData("text", "Text")]
    [InlineData("graph", "Graph")]
    [InlineData("sequence", "Sequence")]
    public void SpacesThatNoNetworkReadsAreRefusedByName(string kind, string name)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        var e = Assert.Throws<EnvironmentUnavailableException>(
            () => GymnasiumEnvironment.Create(TestPython.World("Echo", ("kind", kind))));
        Assert.Equal(
            $"'gym:asyncrl_worlds:Echo' cannot be played here: its observations are a {name} space, which networks cannot " +
            "read; use Box, Discrete, MultiDiscrete, MultiBinary, or a Dict or Tuple of these.", e.Message);
    }

    [Fact]
    public void ActionsArriveAsTheirSpaceHasThem()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        foreach (PythonPlace place in (PythonPlace[])[PythonPlace.Workers, PythonPlace.Process])
        {
            Assert.Equal(5, Paid(place, "discrete", 5));
            Assert.Equal(2 + (2 * 1), Paid(place, "multi_discrete", (int[])[2, 1]));
            Assert.Equal(1 + (3 * 1), Paid(place, "multi_binary", (int[])[1, 0, 1]));
            Assert.Equal(-5 + (2 * 3), Paid(place, "box_int", (float[])[-5, 3.2f]));

            // float32 has no 0.1: its neighbour above would lie outside the box.
            Assert.Equal(-0.1 + (2 * 0.1), Paid(place, "box64", (float[])[-0.1f, 0.1f]), 15);

            // Nor has it the greatest number of 64 bits.
            const double Greatest = long.MaxValue;
            Assert.Equal(Greatest, Paid(place, "box_vast", (float[])[-(float)Greatest, (float)Greatest]), 1e6);
        }
    }

    [Fact]
    public void ActionsOfSeveralSpacesAreRefusedByName()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        var e = Assert.Throws<EnvironmentUnavailableException>(
            () => GymnasiumEnvironment.Create(TestPython.World("Echo", ("action", "dict"))));
        Assert.Contains("its actions are a Dict space", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vast", "its spaces cannot be played: they count further than 32 bits do.")]
    [InlineData("nothing", "its spaces cannot be played: A Dict space needs at least one part.")]
    public void SpacesThatThereAreNotHereAreRefused(string kind, string expected)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        var e = Assert.Throws<EnvironmentUnavailableException>(
            () => GymnasiumEnvironment.Create(TestPython.World("Echo", ("kind", kind))));
        Assert.Equal($"'gym:asyncrl_worlds:Echo' cannot be played here: {expected}", e.Message);
    }

    private static double Paid(PythonPlace place, string action, EnvironmentAction chosen)
    {
        using var environment = GymnasiumEnvironment.Create(TestPython.World("Echo", ("action", action)) with { Place = place });
        float[] observation = new float[environment.ObservationSpace.Length];
        environment.Reset(1, observation);
        return environment.Step(chosen, observation).Reward;
    }

    private void Shows(
        string kind, string space, float[] expected, PythonPlace place = PythonPlace.Workers,
        ImageLayout layout = ImageLayout.Auto)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = GymnasiumEnvironment.Create(TestPython.World("Echo", ("kind", kind)) with
        {
            Place = place,
            ImageLayout = layout,
        });
        Assert.Equal(space, $"{environment.ObservationSpace}");
        float[] observation = new float[environment.ObservationSpace.Length];
        environment.Reset(1, observation);
        Assert.Equal(expected, observation);
        Array.Clear(observation);
        environment.Step(2, observation);
        Assert.Equal(expected, observation);
        Assert.True(environment.ObservationSpace.Contains(observation));
    }
}
