namespace AsyncRL.Play;

/// <summary>The states of a player's environments in checkpoints.</summary>
/// <param name="environments">The environments.</param>
/// <param name="plan">Is told of states that are not taken up.</param>
internal sealed class EnvironmentStates(Environments.Environment[] environments, PlayPlan plan)
{
    // What a checkpoint holds of the environments: nothing, each state with its length, or (1) states one after the other, as
    // before version 5. Or (3) nothing, because an error stopped the player in the middle of a step.
    private const byte NoStates = 0, StatesOfKnownLength = 2, MidStep = 3;

    private bool saveFailed;
    private bool lengthsAreKnown; // of the states that are being loaded

    /// <summary>Whether every environment can save its state, and none has failed to.</summary>
    public bool CanSave => !saveFailed && environments.All(e => e.CanSaveState);

    /// <summary>Writes whether there are states.</summary>
    /// <param name="writer">The checkpoint.</param>
    /// <param name="isMidStep">Whether an environment has moved on and its step was not taken in, so that the states do not go
    /// with what the player knows.</param>
    /// <returns>Whether; each is to follow.</returns>
    public bool BeginSave(BinaryWriter writer, bool isMidStep)
    {
        bool saves = CanSave && !isMidStep;
        writer.Write(saves ? StatesOfKnownLength : CanSave ? MidStep : NoStates);
        if (saves)
        {
            writer.Write(environments.Length);
        }

        return saves;
    }

    /// <summary>An environment's state. Whatever it throws is passed on, and no state is saved from then on.</summary>
    /// <param name="b">The environment, from 0.</param>
    /// <returns>What it saved.</returns>
    public byte[] Of(int b)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        try
        {
            environments[b].SaveState(writer);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            saveFailed = true;
            throw;
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads whether there are states.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>Whether; each is then to be loaded.</returns>
    /// <exception cref="InvalidDataException">They are those of another number of environments.</exception>
    public bool BeginLoad(BinaryReader reader)
    {
        byte kind = reader.ReadByte();
        if (kind == MidStep)
        {
            plan.StateFaults.Add("an error had stopped it in the middle of a step");
            return false;
        }

        lengthsAreKnown = kind == StatesOfKnownLength;
        int saved = lengthsAreKnown ? reader.ReadInt32() : environments.Length;
        return kind == NoStates || saved == environments.Length
            ? kind != NoStates
            : throw new InvalidDataException($"{saved} environments were saved where {environments.Length} play");
    }

    /// <summary>
    /// Has an environment take its state up. Its code may have changed since, and checkpoints of earlier versions do not say how
    /// long a state is.
    /// </summary>
    /// <param name="b">The environment, from 0.</param>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>Whether it did; if not, the plan's <see cref="PlayPlan.StateFaults"/> tell why.</returns>
    public bool TryLoad(int b, BinaryReader reader)
    {
        byte[]? state = lengthsAreKnown ? reader.ReadBytes(reader.ReadInt32()) : null;
        string name = environments[b].Unwrapped.GetType().Name;
        try
        {
            if (state is null)
            {
                environments[b].LoadState(reader);
                return true;
            }

            using var stream = new MemoryStream(state);
            using var own = new BinaryReader(stream);
            environments[b].LoadState(own);
            if (stream.Position == state.Length)
            {
                return true;
            }

            plan.StateFaults.Add($"{name} read {stream.Position} of the {state.Length} bytes that were saved of it");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            plan.StateFaults.Add($"{name} threw {e.GetType().Name} where its state was loaded: {e.Message.TrimEnd('.')}");
        }

        return false;
    }
}
