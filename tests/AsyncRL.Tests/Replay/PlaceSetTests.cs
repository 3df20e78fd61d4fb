using AsyncRL.Replay;

namespace AsyncRL.Tests.Replay;

public sealed class PlaceSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4_096)]
    [InlineData(4_097)]
    [InlineData(300_000)]
    public void TheNearestMembersAreThoseThatASearchPlaceByPlaceFinds(int places)
    {
        var random = new Random(places);
        var set = new PlaceSet(places);
        var naive = new SortedSet<int>();
        for (int round = 0; round < 3_000; round++)
        {
            int place = random.Next(places);
            if (random.Next(naive.Count < 20 ? 2 : 5) == 0)
            {
                set.Add(place);
                naive.Add(place);
            }
            else
            {
                int leave = naive.Count > 0 && random.Next(2) == 0 ? naive.ElementAt(random.Next(naive.Count)) : place;
                set.Remove(leave);
                naive.Remove(leave);
            }

            int from = random.Next(places);
            int back = naive.Count == 0 ? -1 : naive.Min(m => (from - m + places) % places);
            int on = naive.Count == 0 ? -1 : naive.Min(m => (m - from - 1 + places) % places + 1);
            Assert.Equal(back, set.DistanceBack(from));
            Assert.Equal(on, set.DistanceOn(from));
        }

        set.Clear();
        Assert.Equal((-1, -1), (set.DistanceBack(0), set.DistanceOn(0)));
    }
}
