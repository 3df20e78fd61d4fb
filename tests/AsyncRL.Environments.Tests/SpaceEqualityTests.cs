namespace AsyncRL.Environments.Tests;

public class SpaceEqualityTests
{
    // No two are equal; many have the same length, and some the same text.
    private static readonly Func<Space>[] Different =
    [
        () => new Discrete(16), () => new Discrete(64), () => new Discrete(16, start: 1), () => new MultiDiscrete(16),
        () => new MultiDiscrete(2, 3), () => new MultiDiscrete(3, 2), () => new MultiBinary(2), () => new MultiDiscrete(2, 2),
        () => new Box(0f, 1f, 12), () => new Box(0f, 1f, 3, 4), () => new Box(0f, 1f, 4, 3), () => new Box(0f, 2f, 4, 3),
        () => new Box(-1f, 1f, 4, 3), () => new Box(ElementType.UInt8, 0f, 1f, 4, 3),
        () => new Box(float.NegativeInfinity, 1f, 12),
        () => new Box([0f, 0f, -1f], [1f, 1f, 1f]), () => new Box([-1f, 0f, 0f], [1f, 1f, 1f]),
        () => new DictSpace(("a", new Discrete(3)), ("b", new Box(0f, 1f, 2))),
        () => new DictSpace(("b", new Box(0f, 1f, 2)), ("a", new Discrete(3))),
        () => new DictSpace(("a", new Discrete(3)), ("c", new Box(0f, 1f, 2))),
        () => new DictSpace(("a", new Discrete(3, start: 1)), ("b", new Box(0f, 1f, 2))),
        () => new DictSpace(("a", new Discrete(3)), ("b", new Box([0f, -1f], [1f, 1f]))),
        () => new DictSpace(("a", new Discrete(3)), ("b", new Box([-1f, 0f], [1f, 1f]))),
        () => new DictSpace(("0", new Discrete(3)), ("1", new Box(0f, 1f, 2))),
        () => new TupleSpace(new Discrete(3), new Box(0f, 1f, 2)), () => new TupleSpace(new Discrete(3)),
    ];

    [Fact]
    public void SpacesAreEqualWhereEverythingIs()
    {
        for (int i = 0; i < Different.Length; i++)
        {
            for (int j = 0; j < Different.Length; j++)
            {
                (Space a, Space b) = (Different[i](), Different[j]());
                Assert.True(a.Equals(b) == (i == j), $"{a} and {b}");
                Assert.Equal(i == j, a.FindDifference(b) is null);
                Assert.True(i != j || a.GetHashCode() == b.GetHashCode());
            }
        }

        Assert.False(new Discrete(3).Equals(null));
        Assert.False(new Discrete(3).Equals((object)"Discrete(3)"));
    }

    [Fact]
    public void TheDifferenceNamesBothAndWhatTheirTextsDoNotShow()
    {
        Assert.Equal("Discrete(16) is not Discrete(64)", new Discrete(16).FindDifference(new Discrete(64)));
        Assert.Equal(
            "Box(-1, 1, (3)) is not the same as Box(-1, 1, (3)): the bounds of element 0 are 0 to 1, not -1 to 1",
            Different[15]().FindDifference(Different[16]()));
        Assert.EndsWith(
            "of part 'b', Box(-1, 1, (2)) is not the same as Box(-1, 1, (2)): the bounds of element 0 are 0 to 1, not -1 to 1",
            Different[21]().FindDifference(Different[22]()), StringComparison.Ordinal);
    }
}
