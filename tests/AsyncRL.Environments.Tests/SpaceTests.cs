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
        var box = new Box([0f, float.NegativeInfinity, 2f, float.NegativeInfinity], [1f, 5f, float.PositiveInfinity, float.PositiveInfinity]);
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
}
