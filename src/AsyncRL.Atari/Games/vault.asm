; VAULT: a sign names one of two doors and is gone; at the end of a passage one has to remember.
; Made for AsyncRL, MIT. Assemble: dasm vault.asm -f3 -ovault.bin
    processor 6502
    include "vcs.inc"

; --- constants ----------------------------------------------------------------------------------
FirstLives  = 3
AllRounds   = 20
SignTime    = 60        ; frames the sign is shown
DarkTime    = 24        ; frames after it before the walker can move: more than an agent's four frames of four
ResultTime  = 30        ; frames after a door
TimeUnits   = 8         ; time to find a door: eight parts
TimeFrames  = 75        ; of so many frames
HallEnd     = 40        ; lines 8..39 are the hall, with the doors at its ends
PassageEnd  = 172       ; lines 40..171 the passage
WalkerLines = 10
WalkerStart = 146       ; top line of the walker
WalkerTop   = 19        ; where the moving floor ends
InHall      = HallEnd-WalkerLines
StartX      = 76
PassageL    = 64        ; the walker's left edge, least and most
PassageR    = 88
DoorL       = 40
DoorR       = 112
SideStep    = 2         ; pixels a frame
FloorSpeed  = 192       ; 1/256 lines a frame the floor carries it up, and it walks on the floor

PhaseSign   = 0
PhaseDark   = 1
PhaseWalk   = 2
PhaseResult = 3

ColorFloor  = $00
ColorWall   = $06
ColorOver   = $60
ColorRed    = $44
ColorBlue   = $AE
ColorRight  = $C2       ; the floor after the right door, and after the wrong one
ColorWrong  = $32
ColorWalker = $1E
ColorLives  = $C8
ColorScore  = $1C

; --- RAM, on from what common.inc uses ----------------------------------------------------------
Sign        = $A0       ; 0 = the red door, 1 = the blue one
Doors       = $A1       ; 0 = red is at the left, 1 = at the right
Phase       = $A2
PhaseTime   = $A3       ; frames left of the phase (not of PhaseWalk)
WalkerX     = $A4       ; left edge
WalkerY     = $A5       ; top line
WalkerYLo   = $A6
TimeLeft    = $A7       ; parts of the round's time left
TimePart    = $A8       ; frames left of this part
Round       = $A9       ; rounds finished
Result      = $AA       ; 0 = wrong, else right
LeftColor   = $AB       ; of the doors, as shown
RightColor  = $AC
WallColor   = $AD
SignShape   = $AE       ; GRP1 in the hall
Shape       = $B0       ; pointer

; {1} lines with the playfield {2} {3} {4}, colours {5} left and {6} right, player 1 {7};
; Y counts from the walker's top line, A holds its next byte
    MAC SECTION
    ldx #{1}
.line
    sta WSYNC
    sta GRP0            ; 3
    lda {5}
    sta COLUPF          ; 9
    lda #{2}
    sta PF0             ; 14
    lda #{3}
    sta PF1             ; 19
    lda #{4}
    sta PF2             ; 24
    lda {7}
    sta GRP1            ; 30
    iny
    cpy #WalkerLines
    lda {6}
    sta COLUPF          ; 40
    lda #0
    bcs .outside
    lda (Shape),y
.outside
    dex
    bne .line
    ENDM

    SEG CODE
    ORG $F800
    include "common.inc"

Start SUBROUTINE
    START_UP
    jsr NewGame

MainLoop
    FRAME_TOP
    lda #TopTimer
    sta TIM64T
    jsr DrawScore
    ldx Lives
    lda LivesPF1,x
    sta BarPF1
    ldx TimeLeft
    lda TimePF2,x
    sta BarPF2
    lda WalkerX
    sec
    sbc #3
    ldx #0
    jsr Place
    lda #PassageL-4     ; the sign: four times as wide, in the middle
    inx
    jsr Place
    sta WSYNC
    sta HMOVE
    jsr ChooseColors
    lda #0
    sta NUSIZ0
    sta GRP0
    sta GRP1
    lda #7
    sta NUSIZ1
    lda #1              ; reflected
    sta CTRLPF
    lda #<Walker
    sta Shape
    lda #>Walker
    sta Shape+1
    lda #ColorWalker
    sta COLUP0
    lda WallColor
    sta COLUPF
    lda #$FF
    sta PF0
    sta PF1
    sta PF2
    WAIT_TIMER

; --- picture ------------------------------------------------------------------------------------
    lda #0
    sta VBLANK
    sec
    sbc WalkerY
    tay
    dey
    lda #0              ; this line, 37 of the frame, is the top of the wall
    SECTION 7,$F0,$FF,$FF,WallColor,WallColor,#0
    SECTION 4,$F0,$FC,$00,WallColor,WallColor,#0
    SECTION 24,$00,$0C,$00,LeftColor,RightColor,SignShape
    SECTION 4,$F0,$FC,$00,WallColor,WallColor,#0
    SECTION PassageEnd-HallEnd,$F0,$FF,$0F,WallColor,WallColor,#0
    SECTION 8,$F0,$FF,$FF,WallColor,WallColor,#0
    lda #ColorScore
    ldx #ColorLives
    jsr Status

; --- rules --------------------------------------------------------------------------------------
    lda #BottomTimer
    sta TIM64T
    jsr ReadJoystick
    lda SWCHB
    lsr                 ; ResetBit
    bcs .noReset
    jsr NewGame
    jmp .done
.noReset
    lda Over
    bne .done
    lda Phase
    cmp #PhaseWalk
    beq .walk
    dec PhaseTime
    bne .done
    cmp #PhaseResult
    beq .next
    inc Phase           ; the sign goes, then the walker may
    ldx #DarkTime
    stx PhaseTime
    bne .done
.next
    lda Lives
    beq .over
    lda Round
    cmp #AllRounds
    beq .over
    jsr NewRound
    jmp .done
.over
    lda #$FF
    sta Over
    bne .done
.walk
    jsr Walk
.done
    WAIT_TIMER
    jmp MainLoop

NewGame SUBROUTINE
    lda #FirstLives
    sta Lives
    lda #0
    sta ScoreHi
    sta ScoreLo
    sta Over
    sta Round
; a round: whatever is random in it is drawn before the sign is seen
NewRound
    jsr Random
    jsr Random
    eor RndHi
    and #1
    sta Sign
    ldx #0
    lda SWCHB
    and #LeftA
    beq .ordered        ; B: red is always at the left
    jsr Random
    and #2
    lsr
    tax
.ordered
    stx Doors
    lda #PhaseSign
    sta Phase
    sta WalkerYLo
    lda #SignTime
    sta PhaseTime
    lda #TimeUnits
    sta TimeLeft
    lda #TimeFrames
    sta TimePart
    lda #StartX
    sta WalkerX
    lda #WalkerStart
    sta WalkerY
    rts

; one frame of walking
Walk SUBROUTINE
    lda Joystick
    and #$20            ; down: it walks against the floor and stays
    bne .notUp
    jsr Up
    lda Joystick
    and #$10
    beq .notUp
    jsr Up
.notUp
    lda WalkerX
    bit Joystick
    bpl .notRight
    clc
    adc #SideStep
.notRight
    bit Joystick
    bvc .notLeft
    sec
    sbc #SideStep
.notLeft
    ldx WalkerY
    cpx #InHall+1
    bcc .hall
    cmp #PassageL
    bcs .inLeft
    lda #PassageL
.inLeft
    cmp #PassageR+1
    bcc .inRight
    lda #PassageR
.inRight
    sta WalkerX
    jmp .clock
.hall
    sta WalkerX
    ldy #0              ; 0 = left door, 1 = right door
    cmp #DoorL+1
    bcc .door
    iny
    cmp #DoorR
    bcs .door
.clock
    dec TimePart
    bne .return
    lda #TimeFrames
    sta TimePart
    dec TimeLeft
    beq .wrong
.return
    rts
.door
    tya
    eor Doors
    eor Sign
    bne .wrong
    lda #1
    sta Result
    jsr AddScore
    jmp .result
.wrong
    lda #0
    sta Result
    dec Lives
.result
    inc Round
    lda #PhaseResult
    sta Phase
    lda #ResultTime
    sta PhaseTime
    rts

; up by what the floor does in a frame
Up SUBROUTINE
    lda WalkerY
    cmp #WalkerTop
    beq .top
    sec
    lda WalkerYLo
    sbc #FloorSpeed
    sta WalkerYLo
    bcs .top
    dec WalkerY
.top
    rts

; colours of floor, walls and doors, and the sign. Sign is used while the sign is shown and nowhere else.
ChooseColors SUBROUTINE
    ldx #ColorWall
    lda Over
    beq .playing
    ldx #ColorOver
.playing
    stx WallColor
    ldy #ColorFloor
    lda Phase
    cmp #PhaseResult
    bne .floor
    ldy #ColorWrong
    lda Result
    beq .floor
    ldy #ColorRight
.floor
    sty COLUBK
    lda SWCHB
    and #LeftA
    beq .open
    lda WalkerY         ; A: the doors show their colours only to who is in the hall
    cmp #InHall+1
    bcc .open
    stx LeftColor
    stx RightColor
    bcs .sign
.open
    ldx Doors
    lda DoorColor,x
    sta LeftColor
    lda DoorColor+1,x
    sta RightColor
.sign
    ldy #0
    lda Phase
    cmp #PhaseSign
    bne .noSign
    ldx Sign
    lda DoorColor,x
    sta COLUP1
    ldy SignShapes,x
.noSign
    sty SignShape
    rts

; --- tables -------------------------------------------------------------------------------------
LivesPF1
    dc.b $00,$80,$A0,$A8
TimePF2
    dc.b $00,$01,$03,$07,$0F,$1F,$3F,$7F,$FF
DoorColor
    dc.b ColorRed,ColorBlue,ColorRed
SignShapes              ; each bit is four pixels
    dc.b %00111100,%11100111
Walker
    dc.b %00011000,%00111100,%00111100,%00011000,%01111110
    dc.b %10111101,%10111101,%00111100,%00100100,%01100110

    ORG $FFFC
    dc.w Start
    dc.w Start
