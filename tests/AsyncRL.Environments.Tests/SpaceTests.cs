namespace AsyncRL.Environments.Tests;

public class SpaceTests
{
    [Fact]
    public void ABoxKnowsItsShapeAndWhatItContains()
    {
        var box = new Box(-1, 1, 2, 3);

        Assert.Equal([2, 3], box.Shape);
        Assert.Equal(6, box.Length);
        Assert.True(box.Contains([-1, 0, 1, 0.5f, 0, 0]));
        Assert.False(box.Contains([-1, 0, 1.1f, 0, 0, 0]));
        Assert.False(box.Contains([-1, 0, float.NaN, 0, 0, 0]));
        Assert.False(box.Contains([0, 0]));
        Assert.Equal("Box(-1, 1, (2, 3))", box.ToString());
    }

    [Fact]
    public void ABoxOfBoundsPerElementHoldsEachToItsOwn()
    {
        var box = new Box([0f, float.NegativeInfinity], [1f, 5f]);

        Assert.Equal([2], box.Shape);
        Assert.False(box.IsBounded);
        Assert.True(box.Contains([0.5f, -1e30f]));
        Assert.False(box.Contains([0.5f, 6]));
    }

    [Fact]
    public void WrongBoundsAndShapesAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new Box(1, -1, 3));
        Assert.Throws<ArgumentException>(() => new Box(float.NaN, 1, 3));
        Assert.Throws<ArgumentException>(() => new Box(0, 1, 3, 0));
        Assert.Throws<ArgumentException>(() => new Box([0f], [1f, 2f]));
        Assert.Throws<ArgumentException>(() => new Box(0, 1, 1 << 20, 1 << 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Discrete(0));
    }

    [Fact]
    public void SamplesLieInTheirSpace()
    {
        var box = new Box(
            [0f, float.NegativeInfinity, 2f, float.NegativeInfinity], [1f, 5f, float.PositiveInfinity, float.PositiveInfinity]);
        var discrete = new Discrete(3);
        var random = Pcg64.FromSeed(1);
        var sample = new float[4];
        int seen = 0;
        for (int i = 0; i < 1000; i++)
        {
            box.Sample(random, sample);
            Assert.True(box.Contains(sample));
            int choice = discrete.Sample(random);
            Assert.True(discrete.Contains(choice));
            seen |= 1 << choice;
        }

        Assert.Equal(0b111, seen);
        Assert.Throws<ArgumentException>(() => box.Sample(random, new float[3]));
    }

    [Fact]
    public void ADiscreteElementIsAWholeNumberInRange()
    {
        var discrete = new Discrete(3);

        Assert.Empty(discrete.Shape);
        Assert.Equal(1, discrete.Length);
        Assert.True(discrete.Contains([2f]));
        Assert.False(discrete.Contains([3f]));
        Assert.False(discrete.Contains([0.5f]));
        Assert.False(discrete.Contains([float.NaN]));
        Assert.False(discrete.Contains(-1));
    }

    [Fact]
    public void ADiscreteSpaceMayStartAnywhere()
    {
        var discrete = new Discrete(3, start: -1);

        Assert.Equal("Discrete(3, start=-1)", discrete.ToString());
        Assert.True(discrete.Contains(-1));
        Assert.True(discrete.Contains([1f]));
        Assert.False(discrete.Contains(2));
        Assert.False(discrete.Contains(int.MinValue));
        Assert.Equal("it must be a whole number from -1 to 1", discrete.FindViolation([2f])?.Expected);
        Assert.Equal([-1, 0, 1], Enumerable.Range(0, 100).Select(_ => discrete.Sample(Random)).Distinct().Order());
        Assert.Equal([1f, 0f, 0f], Flat(discrete, -1));
        Assert.Throws<ArgumentException>(() => Flat(discrete, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Discrete(2, int.MaxValue));
    }

    [Fact]
    public void SeveralChoicesEachHaveTheirOwnValues()
    {
        var pad = new MultiDiscrete(3, 1, 2);

        Assert.Equal("MultiDiscrete([3, 1, 2])", pad.ToString());
        Assert.Equal([3], pad.Shape);
        Assert.Equal(6, pad.MaskWidth);
        Assert.True(pad.Contains([2, 0, 1]));
        Assert.False(pad.Contains([2, 1, 1]));
        Assert.False(pad.Contains([0.5f, 0, 1]));
        Assert.Equal(
            new SpaceViolation(1, 1, "element 1", "it must be a whole number from 0 to 0"), pad.FindViolation([2, 1, 1]));
        Assert.Equal([0f, 0f, 1f, 1f, 0f, 1f], Flat(pad, 2, 0, 1));
        Assert.Equal(6, Drawn(pad, 300));
        Assert.Throws<ArgumentException>(() => new MultiDiscrete(3, 0));
        Assert.Throws<ArgumentException>(() => new MultiDiscrete([]));
    }

    [Fact]
    public void SwitchesAreZeroOrOne()
    {
        var switches = new MultiBinary(3);

        Assert.Equal("MultiBinary(3)", switches.ToString());
        Assert.True(switches.Contains([0, 1, 1]));
        Assert.False(switches.Contains([0, 1, 2]));
        Assert.Equal(
            new SpaceViolation(2, float.NaN, "element 2", "it must be 0 or 1"), switches.FindViolation([0, 1, float.NaN]));
        Assert.Equal([0f, 1f, 1f], Flat(switches, 0, 1, 1));
        Assert.Equal(6, switches.MaskWidth);
        Assert.Equal(8, Drawn(switches, 300));
    }

    [Fact]
    public void ABoxOfWholeNumbersHoldsOnlyThese()
    {
        var pixels = new Box(ElementType.UInt8, 0, 255, 2);

        Assert.Equal("Box(0, 255, (2), UInt8)", pixels.ToString());
        Assert.True(pixels.Contains([0, 255]));
        Assert.Equal("it must be a whole number, as the element type is UInt8", pixels.FindViolation([0, 0.5f])?.Expected);
        Assert.Equal(16, Drawn(new Box(ElementType.Int8, -2, 1, 2), 600));
        Assert.Contains(
            "whole numbers from 0 to 255", Assert.Throws<ArgumentException>(() => new Box(ElementType.UInt8, 0, 256, 2)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Box(ElementType.Int16, 0, 0.5f, 2));
        Assert.Throws<ArgumentException>(() => new Box(ElementType.Int32, 0, float.PositiveInfinity, 2));
    }

    // A policy's action is any number; the environment gets one of its own.
    [Fact]
    public void ABoxOfWholeNumbersClipsToOneOfThem()
    {
        var clipped = new float[4];
        new Box(ElementType.Int8, -2, 1, 4).Clip([0.6f, -1.4f, 7.5f, -9f], clipped);
        Assert.Equal([1f, -1f, 1f, -2f], clipped);
    }

    [Fact]
    public void NamedPartsLieOneAfterAnother()
    {
        var space = new DictSpace(
            ("camera", new Box(0f, 1f, 2, 1, 1)), ("gear", new Discrete(3)), ("pad", new MultiDiscrete(2, 2)));
        float[] element = [0.5f, 0, 2, 1, 0];

        Assert.Equal("Dict(camera: Box(0, 1, (2, 1, 1)), gear: Discrete(3), pad: MultiDiscrete([2, 2]))", space.ToString());
        Assert.Equal(5, space.Length);
        Assert.Equal(2, space["gear"].Of(element)[0]);
        Assert.Equal([1f, 0f], space["pad"].Of(element).ToArray());
        Assert.True(space.Contains(element));
        Assert.Equal(
            new SpaceViolation(4, 7, "element 1 of part 'pad'", "it must be a whole number from 0 to 1"),
            space.FindViolation([0.5f, 0, 2, 1, 7]));
        Assert.Equal([0.5f, 0, 0, 0, 1, 0, 1, 1, 0], Flat(space, element));
        Assert.Contains(
            "did you mean 'gear'?", Assert.Throws<ArgumentException>(() => space["gaer"]).Message, StringComparison.Ordinal);
        for (int i = 0; i < 100; i++)
        {
            space.Sample(Random, element);
            Assert.True(space.Contains(element));
        }
    }

    [Fact]
    public void PartsWithoutNamesAreKnownByTheirOrder()
    {
        var space = new TupleSpace(new Discrete(32), new MultiBinary(2));

        Assert.Equal("Tuple(Discrete(32), MultiBinary(2))", space.ToString());
        Assert.Equal(["0", "1"], space.Parts.Select(p => p.Name));
        Assert.Equal(1, space.Parts[1].Offset);
        Assert.True(space.Contains([31, 0, 1]));
    }

    [Fact]
    public void ImpossiblePartsAreRefused()
    {
        var part = new Discrete(2);

        Assert.Throws<ArgumentException>(() => new DictSpace());
        Assert.Throws<ArgumentException>(() => new DictSpace(("a", part), ("a", part)));
        Assert.Throws<ArgumentException>(() => new DictSpace((" ", part)));
        Assert.Contains(
            "cannot have parts of their own",
            Assert.Throws<ArgumentException>(() => new DictSpace(("a", new TupleSpace(part)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomActionsKeepToTheMaskOfEveryChoice()
    {
        var pad = new MultiDiscrete(3, 2);
        var actions = new RandomActions(pad, Random);
        var seen = new HashSet<(int, int)>();
        for (int i = 0; i < 200; i++)
        {
            EnvironmentAction action = actions.Next([true, false, true, false, true]);
            Assert.Equal(ActionKind.Choices, action.Kind);
            seen.Add((action.Choices[0], action.Choices[1]));
        }

        Assert.Equal([(0, 1), (2, 1)], seen.Order());
        Assert.Equal(-3, new RandomActions(new Discrete(2, start: -4), Random).Next([false, true]).Discrete);
    }

    private static Pcg64 Random { get; } = Pcg64.FromSeed(5);

    private static float[] Flat(Space space, params float[] element)
    {
        var flat = new float[space.FlatLength];
        space.Flatten(element, flat);
        return flat;
    }

    private static int Drawn(Space space, int draws)
    {
        var seen = new HashSet<string>();
        var element = new float[space.Length];
        for (int i = 0; i < draws; i++)
        {
            space.Sample(Random, element);
            Assert.True(space.Contains(element));
            seen.Add(string.Join(' ', element));
        }

        return seen.Count;
    }
}
