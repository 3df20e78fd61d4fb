namespace AsyncRL.Environments;

/// <summary>A copy of an action, to be taken again later. Allocates nothing once made.</summary>
internal sealed class HeldAction
{
    private readonly ActionKind kind;
    private readonly int[] choices;
    private readonly float[] numbers;
    private int index;

    public HeldAction(Space actionSpace)
    {
        kind = ActionSpaces.KindOf(actionSpace);
        choices = kind == ActionKind.Choices ? new int[actionSpace.Length] : [];
        numbers = kind == ActionKind.Continuous ? new float[actionSpace.Length] : [];
    }

    /// <summary>The action, valid until another one is kept.</summary>
    public EnvironmentAction Action => kind switch
    {
        ActionKind.Discrete => index,
        ActionKind.Choices => choices,
        _ => numbers,
    };

    /// <summary>Keeps an action of the space instead of the one before.</summary>
    public void Keep(EnvironmentAction action)
    {
        index = action.Discrete;
        action.Choices.CopyTo(choices);
        action.Continuous.CopyTo(numbers);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(index);
        foreach (int choice in choices)
        {
            writer.Write(choice);
        }

        foreach (float number in numbers)
        {
            writer.Write(number);
        }
    }

    public void Load(BinaryReader reader)
    {
        index = reader.ReadInt32();
        for (int i = 0; i < choices.Length; i++)
        {
            choices[i] = reader.ReadInt32();
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadSingle();
        }
    }
}
