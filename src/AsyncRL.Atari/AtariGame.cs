using AsyncRL.Environments;

namespace AsyncRL.Atari;

/// <summary>
/// A game of the Atari 2600 as an environment, with Gymnasium's rules and seeding and the usual preprocessing (Mnih et al. 2015)
/// as options, done on the screen itself: frames that nobody looks at are not drawn.
/// </summary>
/// <remarks>
/// Observations are bytes: the screen [210 (250 where the picture is European), 160, 3 or 1], the scaled one [size, size, 1], or
/// the memory [128]. A reset with a seed puts the cartridge in again, as Gymnasium does, so that seeds give Gymnasium's episodes.
/// </remarks>
public sealed class AtariGame : DiscreteEnvironment, IDrawable, IHasLives
{
    private const int NtscFrames = 60; // a second
    private const int PalFrames = 50;
    private const int Colours = 3;

    private readonly AtariCartridge cartridge;
    private readonly AtariGameOptions options;
    private readonly AtariAction[] actions;
    private readonly string[] names;
    private readonly AtariScreen screen;
    private readonly bool fires;
    private AtariEmulator emulator;
    private bool isSeeded;
    private byte[]? drawn;

    /// <summary>Puts a cartridge into a console.</summary>
    /// <param name="cartridge">The cartridge.</param>
    /// <param name="options">How it is played and shown; null is all defaults.</param>
    /// <exception cref="ArgumentException">An option is outside its range, or not one of the game's.</exception>
    /// <exception cref="InvalidDataException">The contents are no cartridge's.</exception>
    /// <exception cref="NotSupportedException">The cartridge is of a type that is not emulated, the game is not known, or it has
    /// no rule for a single player.</exception>
    public AtariGame(AtariCartridge cartridge, AtariGameOptions? options = null)
        : this(cartridge, Checked(options), Open(cartridge, Checked(options), seed: 0))
    {
    }

    private AtariGame(AtariCartridge cartridge, AtariGameOptions options, AtariEmulator emulator)
        : base(SpaceOf(emulator, options), options.FullActionSpace ? AllActions.Length : emulator.MinimalActions.Length)
    {
        this.cartridge = cartridge;
        this.options = options;
        this.emulator = emulator;
        actions = options.FullActionSpace ? AllActions : emulator.MinimalActions.ToArray();
        names = Array.ConvertAll(actions, a => $"{a}");
        fires = options.FireOnReset && emulator.MinimalActions.Contains(AtariAction.Fire);
        screen = new AtariScreen(emulator.ScreenHeight, AtariEmulator.ScreenWidth, options);
    }

    /// <summary>The name of the game, as its ROM file is named: <c>ms_pacman</c>.</summary>
    public string GameName => emulator.GameName;

    /// <inheritdoc/>
    public int Lives { get; private set; }

    /// <summary>Frames of the present episode, those before its first observation too.</summary>
    public int EpisodeFrames => emulator.EpisodeFrameNumber;

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (AtariEmulator.ScreenWidth, emulator.ScreenHeight);

    /// <inheritdoc/>
    public double FramesPerSecond => (emulator.Console.Properties.IsPal ? PalFrames : (double)NtscFrames) / options.FrameSkip;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames => names;

    private static AtariAction[] AllActions { get; } = Enum.GetValues<AtariAction>();

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        int height = emulator.ScreenHeight, width = AtariEmulator.ScreenWidth;
        drawn ??= new byte[height * width * Colours];
        emulator.WriteRgb(drawn);
        for (int y = 0; y < canvas.Height; y++)
        {
            int row = y * height / canvas.Height * width;
            for (int x = 0; x < canvas.Width; x++)
            {
                int pixel = Colours * (row + (x * width / canvas.Width));
                canvas.Set(x, y, new Rgb(drawn[pixel], drawn[pixel + 1], drawn[pixel + 2]));
            }
        }
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(isSeeded);
        emulator.Save(writer);
        screen.Save(writer);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        isSeeded = reader.ReadBoolean();
        emulator.Load(reader);
        screen.Load(reader);
        Lives = emulator.Lives;
    }

    /// <summary>
    /// Puts the cartridge in again. Of the two words that NumPy's SeedSequence makes of the seed, the first starts
    /// <see cref="Environments.Environment.Random"/> and the second the emulator's generator, as in Gymnasium.
    /// </summary>
    /// <param name="seed">The seed.</param>
    protected override void OnSeeded(ulong seed)
    {
        Span<uint> words = stackalloc uint[2];
        new SeedSequence(seed).GenerateState(words);
        Random.Reseed(new SeedSequence(words[0]));
        emulator = Open(cartridge, options, words[1]);
        isSeeded = true;
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        if (!isSeeded)
        {
            emulator = Open(cartridge, options, Random.NextUInt32());
            isSeeded = true;
        }

        emulator.Reset(draw: options.NoopMax == 0 && !fires);
        for (int left = options.NoopMax > 0 ? Random.Integers(1, options.NoopMax + 1) : 0; left > 0; left--)
        {
            emulator.Act(AtariAction.Noop, draw: left == 1 && !fires);
            ResetIfOver();
        }

        if (fires)
        {
            Play(AtariAction.Fire);
            ResetIfOver();
        }

        Lives = emulator.Lives;
        screen.Begin(emulator);
        screen.Write(emulator, observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        int reward = Play(actions[action]);
        int lives = emulator.Lives;
        if (fires && lives < Lives && !IsOver)
        {
            reward += Play(AtariAction.Fire);
            lives = emulator.Lives;
        }

        Lives = lives;
        screen.Write(emulator, observation);
        return new StepResult(reward, emulator.IsGameOver, emulator.IsTruncated && !emulator.IsGameOver);
    }

    private bool IsOver => emulator.IsGameOver || emulator.IsTruncated;

    // The frames of a step. After an episode's end Gymnasium's preprocessing, which pools, plays none, while its environment
    // goes on: that plays none either, but draws random numbers.
    private int Play(AtariAction action)
    {
        int reward = 0;
        for (int frame = 0; frame < options.FrameSkip && !(options.MaxPool && IsOver); frame++)
        {
            bool isSeen = screen.Looks(frame);
            reward += emulator.Act(action, isSeen);
            if (isSeen)
            {
                screen.Look(emulator, frame);
            }
        }

        return reward;
    }

    private void ResetIfOver()
    {
        if (IsOver)
        {
            emulator.Reset();
        }
    }

    private static AtariGameOptions Checked(AtariGameOptions? options)
    {
        options ??= new AtariGameOptions();
        options.Check();
        return options;
    }

    private static AtariEmulator Open(AtariCartridge cartridge, AtariGameOptions options, uint seed)
    {
        ArgumentNullException.ThrowIfNull(cartridge);
        return cartridge.Game is { } own
            ? AtariEmulator.Of(own, cartridge.Rom.Span, seed, options.Emulation)
            : new AtariEmulator(cartridge.Rom.Span, cartridge.FileName, seed, options.Emulation);
    }

    private static Box SpaceOf(AtariEmulator emulator, AtariGameOptions options) => options switch
    {
        { Observation: AtariObservation.Ram } => Bytes(AtariEmulator.RamLength),
        { ScreenSize: > 0 and var size } => Bytes(size, size, 1),
        { Observation: AtariObservation.Grayscale } => Bytes(emulator.ScreenHeight, AtariEmulator.ScreenWidth, 1),
        _ => Bytes(emulator.ScreenHeight, AtariEmulator.ScreenWidth, Colours),
    };

    private static Box Bytes(params ReadOnlySpan<int> shape) => new(ElementType.UInt8, 0, byte.MaxValue, shape);
}
