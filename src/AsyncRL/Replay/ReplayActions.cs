using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>
/// How actions are kept in a replay memory: a discrete one in four bytes; several choices in a byte each where none has more than
/// 256 values, otherwise in four each; a continuous one in four bytes per number, unchanged. Immutable.
/// </summary>
public sealed class ReplayActions
{
    private readonly int[] counts; // values of each choice; empty for other kinds
    private readonly int elementBytes;

    private ReplayActions(ActionKind kind, int length, int elementBytes, int[] counts)
    {
        (Kind, Length, this.elementBytes, this.counts) = (kind, length, elementBytes, counts);
    }

    /// <summary>One choice, counted from 0.</summary>
    public static ReplayActions Discrete { get; } = new(ActionKind.Discrete, 1, sizeof(int), []);

    /// <summary>Their form.</summary>
    public ActionKind Kind { get; }

    /// <summary>Numbers of an action.</summary>
    public int Length { get; }

    /// <summary>Bytes that an action takes.</summary>
    public int Bytes => elementBytes * Length;

    /// <summary>The form of an action space.</summary>
    /// <param name="actionSpace">The action space of an environment.</param>
    /// <returns>How its actions are kept.</returns>
    /// <exception cref="ArgumentException">It is a <see cref="CompositeSpace"/>.</exception>
    public static ReplayActions For(Space actionSpace)
    {
        switch (ActionSpaces.KindOf(actionSpace))
        {
            case ActionKind.Discrete:
                return Discrete;
            case ActionKind.Choices:
                int[] counts = ActionSpaces.ChoiceCounts(actionSpace);
                int elementBytes = counts.Max() <= byte.MaxValue + 1 ? sizeof(byte) : sizeof(int);
                return new ReplayActions(ActionKind.Choices, counts.Length, elementBytes, counts);
            default:
                return new ReplayActions(ActionKind.Continuous, actionSpace.Length, sizeof(float), []);
        }
    }

    /// <summary>The form as text: <c>Discrete</c>, <c>Choices[3]</c> or <c>Continuous[2]</c>.</summary>
    public override string ToString() => Kind == ActionKind.Discrete ? nameof(Discrete) : $"{Kind}[{Length}]";

    /// <summary>Writes an action.</summary>
    /// <param name="action">The action.</param>
    /// <param name="bytes">Receives it [<see cref="Bytes"/>].</param>
    /// <exception cref="ArgumentException">It is of another kind or length, or a choice is not one of its values.</exception>
    internal void Write(EnvironmentAction action, Span<byte> bytes)
    {
        if (action.Kind != Kind)
        {
            throw Mismatch(action);
        }

        switch (Kind)
        {
            case ActionKind.Discrete:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, action.Discrete);
                return;
            case ActionKind.Choices:
                WriteChoices(action, bytes);
                return;
            default:
                if (action.Continuous.Length != Length)
                {
                    throw Mismatch(action);
                }

                MemoryMarshal.AsBytes(action.Continuous).CopyTo(bytes);
                return;
        }
    }

    /// <summary>Reads a discrete action or several choices.</summary>
    /// <param name="bytes">What <see cref="Write"/> wrote.</param>
    /// <param name="choices">Receives them [<see cref="Length"/>].</param>
    /// <exception cref="InvalidOperationException">Actions are continuous.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    internal void ReadChoices(ReadOnlySpan<byte> bytes, Span<int> choices)
    {
        if (Kind == ActionKind.Continuous)
        {
            throw new InvalidOperationException($"The replay memory's actions are {this}; read them with ReadAction.");
        }

        RequireLength(choices.Length);
        for (int i = 0; i < choices.Length; i++)
        {
            choices[i] = elementBytes == 1 ? bytes[i] : BinaryPrimitives.ReadInt32LittleEndian(bytes[(sizeof(int) * i)..]);
        }
    }

    /// <summary>Reads a continuous action.</summary>
    /// <param name="bytes">What <see cref="Write"/> wrote.</param>
    /// <param name="action">Receives it [<see cref="Length"/>].</param>
    /// <exception cref="InvalidOperationException">Actions are not continuous.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    internal void ReadContinuous(ReadOnlySpan<byte> bytes, Span<float> action)
    {
        if (Kind != ActionKind.Continuous)
        {
            throw new InvalidOperationException($"The replay memory's actions are {this}; read them with ReadChoices.");
        }

        RequireLength(action.Length);
        bytes[..Bytes].CopyTo(MemoryMarshal.AsBytes(action));
    }

    private void WriteChoices(EnvironmentAction action, Span<byte> bytes)
    {
        ReadOnlySpan<int> choices = action.Choices;
        if (choices.Length != Length)
        {
            throw Mismatch(action);
        }

        for (int i = 0; i < choices.Length; i++)
        {
            if ((uint)choices[i] >= (uint)counts[i])
            {
                throw new ArgumentException(
                    $"choice {i} of the action is {choices[i]}, but it must be from 0 to {counts[i] - 1}", nameof(action));
            }

            if (elementBytes == 1)
            {
                bytes[i] = (byte)choices[i];
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes[(sizeof(int) * i)..], choices[i]);
            }
        }
    }

    private ArgumentException Mismatch(EnvironmentAction action) => new(
        $"the action {action.ToString()} is of kind {action.Kind}, but the replay memory keeps {this}; make its " +
        "layout's Actions with ReplayActions.For(actionSpace)",
        nameof(action));

    private void RequireLength(int length)
    {
        if (length != Length)
        {
            throw new ArgumentException($"An action has {Length} numbers, but the span holds {length}.");
        }
    }
}
