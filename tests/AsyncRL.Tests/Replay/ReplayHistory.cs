using AsyncRL.Replay;

namespace AsyncRL.Tests.Replay;

/// <summary>
/// What a replay memory should hold, transcribed without thought for space: every row that was ever stored, in lists that nothing
/// leaves, with every question answered by walking them.
/// </summary>
internal sealed class ReplayHistory(ReplayLayout layout)
{
    private readonly List<Row>[] lanes = [.. Enumerable.Range(0, layout.Lanes).Select(_ => new List<Row>())];

    public List<Row> Lane(int lane) => lanes[lane];

    /// <summary>The index in a lane's list of what lies in a row of the memory; -1 where nothing was stored there.</summary>
    public int IndexAt(long row)
    {
        int count = lanes[row % layout.Lanes].Count, place = (int)(row / layout.Lanes);
        return place >= count ? -1 : place + (count - 1 - place) / (int)layout.LaneRows * (int)layout.LaneRows;
    }

    public long RowOf(int lane, int index) => index % layout.LaneRows * layout.Lanes + lane;

    /// <summary>Whether a row holds a step that is complete and neither overwritten nor reserved.</summary>
    public bool IsReadable(int lane, int index) =>
        index >= Oldest(lane) && index < lanes[lane].Count - 1 && lanes[lane][index].HasAction;

    public (float Return, float Discount, int Next)? Transition(int lane, int index, int steps, float gamma)
    {
        List<Row> rows = lanes[lane];
        if (!IsReadable(lane, index))
        {
            return null;
        }

        float sum = 0, product = 1;
        for (int i = index; i < index + steps; i++)
        {
            if (i >= rows.Count - 1)
            {
                return null;
            }

            sum += product * rows[i].Reward;
            product *= rows[i].Discount ?? gamma;
            if (rows[i].Terminated || (rows[i].Discount is not null && product == 0))
            {
                return (sum, 0, -1);
            }

            if (i == index + steps - 1 || (i + 1 < rows.Count - 1 && !rows[i + 1].HasAction))
            {
                return (sum, product, i + 1);
            }
        }

        return null;
    }

    public ReplayEpisode? Episode(int lane, int index)
    {
        List<Row> rows = lanes[lane];
        if (!IsReadable(lane, index))
        {
            return null;
        }

        int episode = rows[index].Episode;
        int[] steps = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].Episode == episode && IsReadable(lane, i))];
        int last = steps[^1];
        bool goesOn = rows[last + 1].Episode == episode, isOver = rows[^1].Episode > episode;
        ReplayEpisodeEnd end = rows[last].Terminated ? ReplayEpisodeEnd.Terminated
            : rows[last].Truncated || isOver ? ReplayEpisodeEnd.Truncated : ReplayEpisodeEnd.Open;
        bool isCut = rows.FindIndex(r => r.Episode == episode) < Oldest(lane);
        return new ReplayEpisode(RowOf(lane, steps[0]), steps.Length, isCut, end, goesOn ? RowOf(lane, last + 1) : -1);
    }

    private int Oldest(int lane)
    {
        int count = lanes[lane].Count, reserve = layout.Reserve, rows = (int)layout.LaneRows;
        return count > rows - reserve ? count - rows + reserve + layout.Stack - 1 : 0;
    }

    internal sealed class Row
    {
        public required int Episode { get; init; }

        public required float[] Observation { get; init; }

        public required bool[] Legal { get; init; }

        public bool HasAction { get; set; }

        public int Discrete { get; set; }

        public int[] Choices { get; set; } = [];

        public float[] Continuous { get; set; } = [];

        public float Reward { get; set; }

        public float? Discount { get; set; }

        public bool Terminated { get; set; }

        public bool Truncated { get; set; }

        public float[] Goal { get; set; } = [0, 0];

        public byte[] Policy { get; set; } = [0, 0, 0];
    }
}
