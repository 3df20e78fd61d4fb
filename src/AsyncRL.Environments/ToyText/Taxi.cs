using AsyncRL.Environments.Diagnostic;
using AsyncRL.Environments.Tabular;

namespace AsyncRL.Environments.ToyText;

/// <summary>
/// Taxi (Dietterich 2000, "Hierarchical Reinforcement Learning with the MAXQ Value Function Decomposition"): fetch a passenger at
/// one of four stands and bring them to another, equal to Gymnasium's <c>Taxi-v4</c> step by step. The time limit is the
/// registry's.
/// </summary>
/// <remarks>
/// <para>The town is 5 x 5 cells, with stands in row 0, column 0 (red), row 0, column 4 (green), row 4, column 0 (yellow) and row
/// 4, column 3 (blue). Observation: one number, ((row x 5 + column) x 5 + passenger) x 4 + destination, where passenger and
/// destination number the stands in this order and passenger 4 sits in the taxi. Actions: 0 south, 1 north, 2 east, 3 west, 4
/// pick up, 5 drop off. Walls stop some moves to the east and west.</para>
/// <para>Reward: 20 for dropping the passenger off at the destination, which terminates; -10 for picking up where nobody waits
/// and for dropping off with nobody aboard or away from the stands; -1 for anything else, such as a drop-off at a wrong stand,
/// where the passenger stays. An optimal policy returns 7.93 on average.</para>
/// <para>The action mask is Gymnasium's: it allows what changes the state. What it forbids can be played all the same, at the
/// price above.</para>
/// </remarks>
public sealed class Taxi : TabularEnvironment
{
    private const int Size = 5;
    private const int Aboard = 4;       // where the passenger is when in the taxi
    private const int Destinations = 4;
    private const int South = 0;
    private const int North = 1;
    private const int East = 2;
    private const int West = 3;
    private const int PickUp = 4;
    private const int CellSize = 8;     // pixels

    private static readonly (int Row, int Column)[] Stands = [(0, 0), (0, 4), (4, 0), (4, 3)];

    private readonly bool masksActions;

    /// <summary>Creates the town.</summary>
    /// <param name="masksActions">
    /// Whether agents learn which actions change the state, and so never play others; without the mask they must find out by
    /// themselves.
    /// </param>
    public Taxi([EnvironmentOption("Whether actions that change nothing are masked.")] bool masksActions = true)
        : base(Table())
    {
        this.masksActions = masksActions;
    }

    /// <inheritdoc/>
    public override bool HasActionMask => masksActions;

    /// <inheritdoc/>
    public override (int Width, int Height) PreferredSize => (Size * CellSize, Size * CellSize);

    /// <inheritdoc/>
    public override double FramesPerSecond => 4;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ActionNames { get; } = ["south", "north", "east", "west", "pick up", "drop off"];

    /// <inheritdoc/>
    public override void WriteActionMask(Span<bool> legal)
    {
        base.WriteActionMask(legal);
        if (masksActions)
        {
            for (int action = 0; action < legal.Length; action++)
            {
                legal[action] = Changes(Place.Of(State), action);
            }
        }
    }

    /// <inheritdoc/>
    public override void Draw(PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        Place place = Place.Of(State);
        canvas.Clear(new Rgb(90, 90, 95));
        for (int stand = 0; stand < Stands.Length; stand++)
        {
            (int row, int column) = Stands[stand];
            GridDrawing.FillCell(canvas, Size, Size, column, row, ColorOf(stand));
            if (stand == place.Destination)
            {
                GridDrawing.FillInside(canvas, Size, Size, column, row, new Rgb(255, 255, 255));
            }
        }

        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size - 1; column++)
            {
                if (HasWallToTheEast(row, column))
                {
                    GridDrawing.FillEdge(canvas, Size, Size, column + 1, row, new Rgb(0, 0, 0));
                }
            }
        }

        // The taxi shows who sits in it by colour; someone who waits is a mark over the stand,
        // visible next to a taxi that has come.
        GridDrawing.FillInside(
            canvas, Size, Size, place.Column, place.Row,
            place.Passenger == Aboard ? new Rgb(204, 121, 167) : new Rgb(240, 228, 66));
        if (place.Passenger != Aboard)
        {
            GridDrawing.FillCorner(
                canvas, Size, Size, Stands[place.Passenger].Column, Stands[place.Passenger].Row, new Rgb(204, 121, 167));
        }
    }

    private static Rgb ColorOf(int stand) => stand switch
    {
        0 => new Rgb(190, 40, 40),
        1 => new Rgb(40, 150, 60),
        2 => new Rgb(190, 160, 30),
        _ => new Rgb(40, 80, 190),
    };

    // Between columns 1 and 2 in the upper two rows, between 0 and 1 and between 2 and 3 in the lower two.
    private static bool HasWallToTheEast(int row, int column) => row switch
    {
        0 or 1 => column == 1,
        3 or 4 => column is 0 or 2,
        _ => false,
    };

    private static TransitionTable Table()
    {
        var initial = new double[Size * Size * (Stands.Length + 1) * Destinations];
        const double Starts = Size * Size * Destinations * (Destinations - 1);
        for (int state = 0; state < initial.Length; state++)
        {
            Place place = Place.Of(state);
            if (place.Passenger != Aboard && place.Passenger != place.Destination)
            {
                initial[state] = 1 / Starts;
            }
        }

        return new TransitionTable(actions: 6, initial, (state, action) => [Outcome(Place.Of(state), action)]);
    }

    private static Transition Outcome(Place place, int action)
    {
        if (!Changes(place, action))
        {
            return new Transition(1, place.State, action >= PickUp ? -10 : -1, false);
        }

        bool delivers = action > PickUp && Stands[place.Destination] == (place.Row, place.Column);
        Place next = action switch
        {
            South => place with { Row = place.Row + 1 },
            North => place with { Row = place.Row - 1 },
            East => place with { Column = place.Column + 1 },
            West => place with { Column = place.Column - 1 },
            PickUp => place with { Passenger = Aboard },
            _ => place with { Passenger = Array.IndexOf(Stands, (place.Row, place.Column)) },
        };
        return new Transition(1, next.State, delivers ? 20 : -1, delivers);
    }

    /// <summary>Whether an action changes the state; it is what the mask allows.</summary>
    private static bool Changes(Place place, int action) => action switch
    {
        South => place.Row < Size - 1,
        North => place.Row > 0,
        East => place.Column < Size - 1 && !HasWallToTheEast(place.Row, place.Column),
        West => place.Column > 0 && !HasWallToTheEast(place.Row, place.Column - 1),
        PickUp => place.Passenger != Aboard && Stands[place.Passenger] == (place.Row, place.Column),
        _ => place.Passenger == Aboard && Array.IndexOf(Stands, (place.Row, place.Column)) >= 0,
    };

    private readonly record struct Place(int Row, int Column, int Passenger, int Destination)
    {
        public int State => (((((Row * Size) + Column) * (Stands.Length + 1)) + Passenger) * Destinations) + Destination;

        public static Place Of(int state) => new(
            state / (Destinations * (Stands.Length + 1) * Size),
            state / (Destinations * (Stands.Length + 1)) % Size,
            state / Destinations % (Stands.Length + 1),
            state % Destinations);
    }
}
