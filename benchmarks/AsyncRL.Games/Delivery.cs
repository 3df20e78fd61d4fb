using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// Fetch a parcel and bring it to its address, one of four doors, through four rooms of 8 x 8 cells: 1 on delivery, which ends
/// the episode, and nothing before.
/// </summary>
/// <remarks>
/// Observation: <c>place</c>, the courier's cell of 64; <c>parcel</c>, its cell, or 64 once it is carried; <c>address</c>, the
/// door, 0 to 3. Actions: up, right, down, left; walls stop the courier. The parcel is taken by stepping on it, and delivered by
/// stepping on the right door with it. Courier and parcel begin on different cells that are neither wall nor door.
/// </remarks>
[Environment("Games/Delivery-v0", MaxEpisodeSteps = 100, RewardThreshold = 0.95,
    Description = "Fetch a parcel and bring it to its door: 1 on delivery.")]
public sealed class Delivery() : DiscreteEnvironment(Sight, actions: 4), IDrawable
{
    internal const int Side = 8, Cells = Side * Side, Carried = Cells;

    /// <summary>The rooms: # is wall, and the digits are the doors.</summary>
    internal const string Map =
        "0..#...1" +
        "...#...." +
        "........" +
        "#.###.##" +
        "...#...." +
        "........" +
        "...#...." +
        "2..#...3";

    private static readonly DictSpace Sight = new(
        ("place", new Discrete(Cells)), ("parcel", new Discrete(Cells + 1)), ("address", new Discrete(4)));

    private int place, parcel, address;

    public override bool CanSaveState => true;

    public (int Width, int Height) PreferredSize => (40, 40);

    public double FramesPerSecond => 8;

    public IReadOnlyList<string> ActionNames { get; } = ["up", "right", "down", "left"];

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(place);
        writer.Write(parcel);
        writer.Write(address);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        place = reader.ReadInt32();
        parcel = reader.ReadInt32();
        address = reader.ReadInt32();
    }

    public void Draw(PixelCanvas canvas)
    {
        for (int cell = 0; cell < Cells; cell++)
        {
            Grid.Fill(canvas, Side, cell, Map[cell] switch
            {
                '#' => new Rgb(60, 60, 70),
                '.' => new Rgb(230, 230, 225),
                char door => door - '0' == address ? new Rgb(0, 158, 115) : new Rgb(170, 200, 190),
            });
        }

        if (parcel != Carried)
        {
            Grid.Fill(canvas, Side, parcel, new Rgb(230, 159, 0));
        }

        Grid.Fill(canvas, Side, place, parcel == Carried ? new Rgb(213, 94, 0) : new Rgb(0, 114, 178));
    }

    protected override void OnReset(Span<float> observation)
    {
        place = FreeCell();
        do
        {
            parcel = FreeCell();
        }
        while (parcel == place);

        address = Random.Integers(0, 4);
        Observe(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        int next = Grid.Neighbour(Side, place, action);
        place = next < 0 || Map[next] == '#' ? place : next;
        parcel = place == parcel ? Carried : parcel;
        bool delivered = parcel == Carried && Map[place] == '0' + address;
        Observe(observation);
        return new StepResult(delivered ? 1 : 0, Terminated: delivered);
    }

    private int FreeCell()
    {
        int cell;
        do
        {
            cell = Random.Integers(0, Cells);
        }
        while (Map[cell] != '.');

        return cell;
    }

    private void Observe(Span<float> observation) =>
        (observation[0], observation[1], observation[2]) = (place, parcel, address);
}
