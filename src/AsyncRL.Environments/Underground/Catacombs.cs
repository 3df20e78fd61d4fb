namespace AsyncRL.Environments.Underground;

/// <summary>
/// Catacombs: nine rooms with keys, doors and treasures, where the first reward needs a plan of some two dozen exact steps past
/// a pit and a guard, and nothing before it says that it is worth while. A world in the spirit of Montezuma's Revenge, an Atari
/// game known for being hard to explore (Bellemare et al. 2016, "Unifying Count-Based Exploration and Intrinsic Motivation",
/// arXiv 1606.01868); the rooms are our own. The time limit is the registry's.
/// </summary>
/// <remarks>
/// <para>One room is seen at a time, from the side. Grid observation: 10 rows x 12 columns x 14 channels of 0 and 1: the player;
/// where a leap or a fall will lead; guards; where they were a step ago; what is solid; ladders; ropes; keys; closed doors;
/// treasures; fire; vents that will burn after the next step; brittle floor; and a panel, whose last row counts the lives and the
/// row above it the keys carried. Pixel observation: the picture of it, 84 x 84 x 1, gray from 0 to 1. Actions: 0 nothing, 1
/// left, 2 right, 3 up and 4 down a ladder or rope, 5 and 6 a leap to the left and right.</para>
/// <para>A leap takes three steps and leads three columns on: up beside, on, down beside; it ends early where the player lands,
/// hits a wall or grasps a ladder or rope, and where there is no room overhead it is a step to the side. A ladder's top can be
/// stood on, a rope's cannot. A player with nothing underfoot falls: one row is harmless, a deeper fall is deadly. So are guards,
/// who walk to and fro in the room that is seen, and the fire of vents, which burn for three steps and then do not for three.
/// Brittle floor breaks in the step after somebody stood on it and is whole again when the room is entered anew.</para>
/// <para>A death costs one of three lives and leads back to where the room was entered; the last one terminates, and so does
/// taking the crown. Reward: 1 for each of three keys, 3 for each of three doors, which take a key, 5 for each of five treasures,
/// 20 for the crown; otherwise 0. The best return is 57. Where guards begin and when vents burn is drawn at the reset; all else
/// is fixed, unless actions are made sticky.</para>
/// </remarks>
public sealed class Catacombs : DiscreteEnvironment, IDrawable, IHasLives, IEpisodeMeasures
{
    private const double KeyReward = 1;
    private const double DoorReward = 3;
    private const double TreasureReward = 5;
    private const double CrownReward = 20;

    private const int Left = 1;
    private const int Right = 2;
    private const int Up = 3;
    private const int Down = 4;
    private const int LeapLeftwards = 5;
    private const int LeapRightwards = 6;

    private readonly CatacombsState state = new();
    private readonly CatacombsPainter painter = new();
    private readonly CatacombsObservation obsType;
    private readonly double stickyActionProb;

    /// <summary>Creates the environment.</summary>
    /// <param name="obsType">How the player sees the room.</param>
    /// <param name="stickyActionProb">How likely the action before is played again in place of the chosen one, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stickyActionProb"/> is no probability.</exception>
    public Catacombs(
        [EnvironmentOption("Whether the room is seen as channels of cells or as a gray picture of 84 x 84.")]
        CatacombsObservation obsType = CatacombsObservation.Grid,
        [EnvironmentOption("How likely the previous action is repeated instead of the chosen one.", Min = 0, Max = 1)]
        double stickyActionProb = 0)
        : base(SpaceOf(obsType), actions: 7)
    {
        if (stickyActionProb is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(stickyActionProb), stickyActionProb,
                $"The probability of sticky actions is {stickyActionProb}; it must be from 0 to 1.");
        }

        this.obsType = obsType;
        this.stickyActionProb = stickyActionProb;
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (CatacombsPainter.Size, CatacombsPainter.Size);

    /// <inheritdoc/>
    public double FramesPerSecond => 10;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["stay", "left", "right", "up", "down", "leap left", "leap right"];

    /// <inheritdoc/>
    public int Lives => state.Lives;

    /// <summary>The rooms entered in an episode, the keys and treasures taken, the crown among them, and 1 for each room that was
    /// entered.</summary>
    public IReadOnlyList<string> MeasureNames { get; } =
        ["rooms", "keys", "treasures", .. CatacombsMap.RoomNames.Select(name => $"room_{name}")];

    /// <inheritdoc/>
    public void WriteMeasures(Span<double> values)
    {
        values[0] = state.CountVisited();
        values[1] = state.CountTaken('K');
        values[2] = state.CountTaken('T') + state.CountTaken('C');
        for (int room = 0; room < CatacombsMap.Rooms; room++)
        {
            values[3 + room] = state.Visited >> room & 1;
        }
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        state.Save(writer);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        state.Load(reader);
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        painter.Paint(state);
        painter.CopyTo(canvas, state.Room);
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        state.Begin(Random);
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        if (stickyActionProb > 0)
        {
            action = Random.Chance(stickyActionProb) ? state.LastAction : action;
            state.LastAction = action;
        }

        (int oldRow, int oldColumn, int oldRoom) = (state.Row, state.Column, state.Room);
        int brittle = state.BrittleUnderfoot();
        bool dead = Move(action);
        if (brittle >= 0)
        {
            state.Break(brittle);
        }

        bool sameRoom = state.Room == oldRoom;
        if (!sameRoom)
        {
            state.EnterRoom();
        }

        state.Advance(guardsMove: sameRoom);
        dead |= MeetsGuard(oldRow, oldColumn) || (state.VentsBurn && CatacombsMap.At(state.Row, state.Column) == '~');
        char taken = dead ? '.' : state.Take();
        if (dead)
        {
            state.LoseLife();
        }
        else
        {
            state.NoteEntrance();
        }

        double reward = taken switch
        {
            'K' => KeyReward,
            'D' => DoorReward,
            'T' => TreasureReward,
            'C' => CrownReward,
            _ => 0,
        };
        Observe(observation);
        return new StepResult(reward, state.Lives == 0 || taken == 'C');
    }

    private static Box SpaceOf(CatacombsObservation obsType) => obsType switch
    {
        CatacombsObservation.Grid => new Box(0, 1, CatacombsMap.RoomRows, CatacombsMap.RoomColumns, CatacombsGrid.Channels),
        CatacombsObservation.Pixels => new Box(0, 1, CatacombsPainter.Size, CatacombsPainter.Size, 1),
        _ => throw new ArgumentOutOfRangeException(
            nameof(obsType), obsType, $"The observation {obsType} is unknown; it must be Grid or Pixels."),
    };

    // True when the player has fallen to death.
    private bool Move(int action)
    {
        if (state.LeapLeft > 0)
        {
            GoOnLeaping();
            return false;
        }

        if (!state.IsSupported(state.Row, state.Column))
        {
            state.Row++;
            return !state.IsSupported(state.Row, state.Column);
        }

        switch (action)
        {
            case Left or Right:
                StepAside(action == Left ? -1 : 1);
                break;
            case Up or Down:
                Climb(action == Up ? -1 : 1);
                break;
            case LeapLeftwards or LeapRightwards:
                BeginLeap(action == LeapLeftwards ? -1 : 1);
                break;
        }

        return false;
    }

    private bool StepAside(int side)
    {
        if (!state.IsFree(state.Row, state.Column + side))
        {
            return false;
        }

        state.Column += side;
        return true;
    }

    // Off the top of a ladder, but not off that of a rope; onto the top of a ladder; off the lower end of either.
    private void Climb(int rows)
    {
        char here = CatacombsMap.At(state.Row, state.Column), there = CatacombsMap.At(state.Row + rows, state.Column);
        bool climbs = rows < 0 ? here == 'H' || (here == 'R' && there is 'H' or 'R') : here is 'H' or 'R' || there == 'H';
        if (climbs && state.IsFree(state.Row + rows, state.Column))
        {
            state.Row += rows;
        }
    }

    private void BeginLeap(int side)
    {
        state.LeapSide = side;
        if (!state.IsFree(state.Row - 1, state.Column))
        {
            StepAside(side);
            return;
        }

        state.Row--;
        state.LeapLeft = StepAside(side) ? 2 : 0;
        LandOrGrasp();
    }

    private void GoOnLeaping()
    {
        bool descends = state.LeapLeft == 1;
        if (descends)
        {
            state.Row++;
        }

        bool goesOn = StepAside(state.LeapSide);
        state.LeapLeft = goesOn && !descends ? 1 : 0;
        LandOrGrasp();
    }

    private void LandOrGrasp()
    {
        if (state.IsSupported(state.Row, state.Column))
        {
            state.LeapLeft = 0;
        }
    }

    // In one cell, or having walked through each other.
    private bool MeetsGuard(int oldRow, int oldColumn)
    {
        for (int g = 0; g < CatacombsMap.Guards.Length; g++)
        {
            GuardRoute route = CatacombsMap.Guards[g];
            if (route.Row != state.Row || !state.IsHere(route))
            {
                continue;
            }

            int phase = state.GuardPhase(g);
            int now = route.Column(phase), before = route.ColumnBefore(phase);
            if (state.Column == now || (oldRow == state.Row && state.Column == before && oldColumn == now))
            {
                return true;
            }
        }

        return false;
    }

    private void Observe(Span<float> observation)
    {
        if (obsType == CatacombsObservation.Grid)
        {
            CatacombsGrid.Observe(state, observation);
        }
        else
        {
            painter.Paint(state);
            painter.CopyGrayTo(observation, state.Room);
        }
    }
}
